package dev.sekisho.manager.console;

/**
 * The login page, and the page on which the first password is replaced.
 *
 * @param action where the form goes
 * @param address of the page itself
 * @param next where to go afterwards
 * @param name what was typed before, empty at first
 * @param problem why the last attempt failed, empty at first
 * @param firstPassword whether a new password is asked for
 * @param minimumLength the least number of characters of a password
 */
public record LoginView(
    String action,
    String address,
    String next,
    String name,
    String problem,
    boolean firstPassword,
    int minimumLength) {
  public String titleKey() {
    return firstPassword ? "password.title" : "login.title";
  }

  public String hintKey() {
    return firstPassword ? "password.hint" : "login.hint";
  }
}
