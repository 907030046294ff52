package dev.sekisho.scan.advisory;

/**
 * The layout of the file: a header of {@value #HEADER_BYTES} bytes, advisories, what they affect by
 * package, and three tables of 16-byte entries (hash, offset and length), each sorted by hash as an
 * unsigned number: packages, ids of advisories, exploited vulnerabilities.
 *
 * <p>Header, big endian: magic, format, CRC-32C of all that follows the header, file length, built
 * and newest (milliseconds since 1970), number of advisories; then offset and number of entries of
 * each table; then offset and length of the list of ecosystems.
 */
final class DatabaseFile {
  static final long MAGIC = 0x53454b4953484f41L; // SEKISHOA
  static final int FORMAT = 1;
  static final int HEADER_BYTES = 128;
  static final int ENTRY_BYTES = 16;

  /** An offset takes 40 bits, a length 24. */
  static final int LENGTH_BITS = 24;

  static final int LARGEST_LENGTH = (1 << LENGTH_BITS) - 1;

  private DatabaseFile() {}

  static long place(long offset, int length) {
    if (length > LARGEST_LENGTH || offset >= 1L << 40) {
      throw new IllegalArgumentException("offset " + offset + ", length " + length);
    }
    return (offset << LENGTH_BITS) | length;
  }
}
