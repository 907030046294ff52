package dev.sekisho.model;

import java.util.regex.Pattern;

/**
 * A content digest, as in the OCI image specification: {@code algorithm:encoded}.
 *
 * <p>Two digests are equal when their text is; a digest says nothing about whether anyone has
 * compared it with the content.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case hexadecimal, 64 digits for sha256 and 128 for sha512
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests">OCI
 *     image-spec 1.1.1</a>
 */
public record Digest(String algorithm, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  public Digest {
    int digits =
        switch (algorithm) {
          case "sha256" -> 64;
          case "sha512" -> 128;
          default ->
              throw new IllegalArgumentException(
                  "digest algorithm '" + algorithm + "': expected sha256 or sha512");
        };
    if (hex.length() != digits || !HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          algorithm
              + " digest '"
              + hex
              + "': expected "
              + digits
              + " lower-case hexadecimal digits");
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "digest '" + text + "': expected algorithm:hex, such as sha256:4bc4…");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
