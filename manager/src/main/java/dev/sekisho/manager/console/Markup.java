package dev.sekisho.manager.console;

/**
 * HTML that we made: printed by a template as it stands. Whoever makes one has passed everything
 * foreign in it through {@link Inert}. It is a sequence of characters so that a template can ask
 * whether there is any.
 */
public record Markup(String html) implements CharSequence {

  static Markup text(CharSequence text) {
    return new Markup(Inert.html(text));
  }

  static Markup code(CharSequence text) {
    return new Markup("<code>" + Inert.html(text) + "</code>");
  }

  /** A link; the address is one of ours, with foreign parts percent-encoded. */
  static Markup link(String address, CharSequence text) {
    return new Markup("<a href=\"" + Inert.html(address) + "\">" + Inert.html(text) + "</a>");
  }

  @Override
  public int length() {
    return html.length();
  }

  @Override
  public char charAt(int index) {
    return html.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return html.subSequence(start, end);
  }

  @Override
  public String toString() {
    return html;
  }
}
