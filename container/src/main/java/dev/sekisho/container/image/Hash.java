package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Makes a digest. For one thread. */
final class Hash {
  private final String algorithm;
  private final MessageDigest digest;

  private Hash(String algorithm, MessageDigest digest) {
    this.algorithm = algorithm;
    this.digest = digest;
  }

  /** With the algorithm of another digest, so that the two can be compared. */
  static Hash like(Digest expected) {
    return of(expected.algorithm());
  }

  static Hash sha256() {
    return of("sha256");
  }

  private static Hash of(String algorithm) {
    String name = algorithm.toUpperCase(Locale.ROOT).replace("SHA", "SHA-");
    try {
      return new Hash(algorithm, MessageDigest.getInstance(name));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has " + name, e);
    }
  }

  static Digest sha256(byte[] bytes) {
    Hash hash = sha256();
    hash.update(bytes, 0, bytes.length);
    return hash.digest();
  }

  void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  Digest digest() {
    return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
  }
}
