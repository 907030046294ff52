package dev.sekisho.enforcer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which enforcer this is. */
final class Version {
  /** As the build wrote it, such as {@code 0.1.0}. */
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    try (InputStream stream = Version.class.getResourceAsStream("version.txt")) {
      if (stream == null) throw new AssertionError("the jar lacks version.txt");
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
