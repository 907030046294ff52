package dev.sekisho.enforcer;

import dev.sekisho.wire.EnrolmentToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is kept of a token. */
final class Tokens {
  private Tokens() {}

  /** By which a token that was used is known again, without keeping it. */
  static String hash(EnrolmentToken token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.text().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
