package dev.sekisho.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The root file system of the demo's container: one static program of ours under the names of its
 * commands, as separate files, so that each is its own program to the enforcer.
 */
final class DemoImage {
  /** Architectures for which the program is made, as the JVM names them. */
  static final List<String> ARCHITECTURES = List.of("amd64");

  private static final List<String> COMMANDS = List.of("hello", "wget", "copy", "run", "rest");
  private static final int BLOCK = 512;

  private DemoImage() {}

  /** The file system as a tar archive (ustar). */
  static byte[] tar() {
    byte[] program = program();
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "bin/", 0755, new byte[0]);
    for (String command : COMMANDS) {
      entry(tar, "bin/" + command, 0755, program);
    }
    entry(tar, "etc/", 0755, new byte[0]);
    entry(tar, "etc/passwd", 0644, "root:x:0:0:root:/:/bin/run\n".getBytes(StandardCharsets.UTF_8));
    entry(tar, "tmp/", 01777, new byte[0]);
    tar.writeBytes(new byte[2 * BLOCK]);
    return tar.toByteArray();
  }

  static byte[] program() {
    String architecture = System.getProperty("os.arch");
    try (InputStream in = DemoImage.class.getResourceAsStream("demo/probe-" + architecture)) {
      if (in == null) {
        throw Exit.ENVIRONMENT.because(
            "demo-architecture", architecture, String.join(", ", ARCHITECTURES));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A name that ends in a slash is a directory. */
  private static void entry(ByteArrayOutputStream tar, String name, int mode, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "%07o".formatted(0)); // user
    put(header, 116, "%07o".formatted(0)); // group
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "%011o".formatted(0)); // time
    put(header, 148, "        "); // the checksum counts itself as spaces
    header[156] = (byte) (name.endsWith("/") ? '5' : '0');
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    tar.writeBytes(header);
    tar.writeBytes(content);
    tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
