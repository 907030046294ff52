package dev.sekisho.manager.access;

import java.time.Duration;

/** What came of an attempt to sign in. */
public sealed interface LoginResult {
  /**
   * Signed in.
   *
   * @param cookie value of the cookie {@link Sessions#COOKIE}
   * @param mustChangePassword whether the next page is the one for a new password
   */
  record Accepted(String cookie, boolean mustChangePassword) implements LoginResult {}

  /** Name or password is wrong, or the user is disabled: which of these is not said. */
  record Refused() implements LoginResult {}

  /**
   * Too many attempts; this one was not looked at.
   *
   * @param retryAfter when to try again
   */
  record TooMany(Duration retryAfter) implements LoginResult {}
}
