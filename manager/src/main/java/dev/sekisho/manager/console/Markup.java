package dev.sekisho.manager.console;

/**
 * HTML that we made: printed by a template as it stands. Whoever makes one has passed everything
 * foreign in it through {@link Inert}.
 */
public record Markup(String html) {

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
  public String toString() {
    return html;
  }
}
