package dev.sekisho.scan.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The values of rpm's own database, as SUSE uses it: {@code Packages.db}. Little-endian.
 *
 * @see <a href="https://github.com/rpm-software-management/rpm/tree/rpm-4.18.x/lib/backend/ndb">its
 *     source</a>
 */
public final class NdbFile {
  private static final int HEADER = 0x506d7052; // RpmP
  private static final int SLOT = 0x746f6c53; // Slot
  private static final int BLOB = 0x53626c42; // BlbS
  private static final int PAGE = 4096;
  private static final int BLOCK = 16;

  /** More slots than packages in any distribution. */
  private static final int SLOT_PAGES = 4096;

  private NdbFile() {}

  /**
   * Gives all values.
   *
   * @param unread is told of slots that cannot be read, while the others are
   */
  public static void values(ByteSource source, Values values, Values.Unread unread)
      throws IOException {
    ByteBuffer header = ByteBuffer.wrap(source.read(0, 32)).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != HEADER) {
      throw new MalformedException("is no package database of rpm's ndb");
    }
    int pages = header.getInt(12);
    if (pages < 1 || pages > SLOT_PAGES) {
      throw new MalformedException(pages + " pages of slots: expected 1 to " + SLOT_PAGES);
    }
    ByteBuffer slots = ByteBuffer.wrap(source.read(0, pages * PAGE)).order(ByteOrder.LITTLE_ENDIAN);
    long given = 0;
    for (int at = 2 * BLOCK; at + BLOCK <= pages * PAGE; at += BLOCK) {
      int index = slots.getInt(at + 4);
      if (slots.getInt(at) != SLOT) {
        throw new MalformedException("slot at " + at + " is none");
      }
      if (index == 0) {
        continue;
      }
      try {
        byte[] value = blob(source, index, slots.getInt(at + 8) & 0xffff_ffffL);
        given += value.length;
        // Slots that share blocks could make a small file give without end.
        if (given > 2 * source.sizeBytes()) {
          throw new MalformedException("values overlap");
        }
        values.value(value);
      } catch (MalformedException e) {
        unread.because("package " + index + ": " + e.why());
        if (given > 2 * source.sizeBytes()) {
          return;
        }
      }
    }
  }

  private static byte[] blob(ByteSource source, int index, long block) throws IOException {
    long at = block * BLOCK;
    ByteBuffer head = ByteBuffer.wrap(source.read(at, BLOCK)).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt(0) != BLOB || head.getInt(4) != index) {
      throw new MalformedException("its blocks begin with another's");
    }
    int length = head.getInt(12);
    if (length < 0) {
      throw new MalformedException("a value of " + length + " bytes");
    }
    return source.read(at + BLOCK, length);
  }
}
