package dev.sekisho.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of a memory page, 4 KiB on x86-64 and up to 64 KiB on aarch64. */
public final class PageSize {
  private static final long AT_PAGESZ = 6;
  private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");

  private PageSize() {}

  /** The size in bytes, as the kernel told this process at its start. */
  public static long inBytes() throws IOException {
    return inBytes(Files.readAllBytes(AUXILIARY_VECTOR));
  }

  /**
   * Reads the auxiliary vector: pairs of a kind and a value, as {@code linux/auxvec.h} numbers
   * them.
   */
  static long inBytes(byte[] vector) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
    while (in.remaining() >= 16) {
      long kind = in.getLong();
      long value = in.getLong();
      if (kind == AT_PAGESZ) return value;
    }
    throw new IOException(AUXILIARY_VECTOR + ": no AT_PAGESZ");
  }
}
