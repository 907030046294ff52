package dev.sekisho.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person carries from the manager to a new host: {@code skt1.SECRET.HASH}.
 *
 * @param secret {@code skt1.SECRET}, one use; its middle is base64url
 * @param authority SHA-256 of the CA certificate in DER, 64 lower-case hexadecimal digits: the host
 *     knows by it that it talks to the right manager
 */
public record EnrolmentToken(String secret, String authority) {
  private static final Pattern FORM =
      Pattern.compile("(skt1\\.[A-Za-z0-9_-]{16,128})\\.([0-9a-f]{64})");

  /** Reads a token; white space around it is ignored. Empty if it has another form. */
  public static Optional<EnrolmentToken> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    return form.matches()
        ? Optional.of(new EnrolmentToken(form.group(1), form.group(2)))
        : Optional.empty();
  }

  /** The whole token, as a person copies it. */
  public String text() {
    return secret + "." + authority;
  }

  /** Without the secret, so that it may stand in a log. */
  @Override
  public String toString() {
    return "skt1.….…" + authority.substring(56);
  }
}
