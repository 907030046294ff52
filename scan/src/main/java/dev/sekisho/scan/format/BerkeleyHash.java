package dev.sekisho.scan.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The values of a hash database of Berkeley DB, in the byte order of the machine that wrote it.
 *
 * <p>All pages are gone through in their order, so that a broken chain of one bucket hides nothing.
 * Keys are the numbers of packages; number 0 holds a counter and no package.
 */
public final class BerkeleyHash {
  private static final int MAGIC = 0x00061561;
  private static final int HEADER = 26;
  private static final int PAGE_HASH_UNSORTED = 2;
  private static final int PAGE_OVERFLOW = 7;
  private static final int PAGE_HASH_META = 8;
  private static final int PAGE_HASH = 13;
  private static final int ITEM_KEY_DATA = 1;
  private static final int ITEM_OFF_PAGE = 3;

  /** As rpm bounds a header. */
  private static final int VALUE = 0x1000_0000;

  private final ByteSource source;
  private final ByteOrder order;
  private final int pageBytes;

  private BerkeleyHash(ByteSource source, ByteOrder order, int pageBytes) {
    this.source = source;
    this.order = order;
    this.pageBytes = pageBytes;
  }

  /**
   * Gives all values.
   *
   * @param unread is told of pages that cannot be read, while the others are
   */
  public static void values(ByteSource source, Values values, Values.Unread unread)
      throws IOException {
    if (source.sizeBytes() == 0) {
      throw new MalformedException("is empty");
    }
    ByteBuffer meta = ByteBuffer.wrap(source.read(0, 72));
    ByteOrder order;
    if (meta.order(ByteOrder.LITTLE_ENDIAN).getInt(12) == MAGIC) {
      order = ByteOrder.LITTLE_ENDIAN;
    } else if (meta.order(ByteOrder.BIG_ENDIAN).getInt(12) == MAGIC) {
      order = ByteOrder.BIG_ENDIAN;
    } else {
      throw new MalformedException("is no hash database of Berkeley DB");
    }
    int page = meta.getInt(20);
    if (page < 512 || page > 65536 || Integer.bitCount(page) != 1) {
      throw new MalformedException("pages of " + page + " bytes: expected 512 to 65536");
    }
    if (meta.get(25) != PAGE_HASH_META) {
      throw new MalformedException("page 0 is of type " + meta.get(25) + ": expected 8");
    }
    if (meta.get(24) != 0) {
      throw new MalformedException("is encrypted");
    }
    new BerkeleyHash(source, order, page).pages(meta.getInt(32), values, unread);
  }

  private void pages(int last, Values values, Values.Unread unread) throws IOException {
    long there = source.sizeBytes() / pageBytes;
    if (last < 0 || last >= there) {
      unread.because("is cut off: page " + last + " of " + there + " is the last");
    }
    for (int number = 1; number < there && number <= (last < 0 ? 0 : last); number++) {
      ByteBuffer page = page(number);
      int type = page.get(25);
      if (type != PAGE_HASH && type != PAGE_HASH_UNSORTED) {
        continue;
      }
      try {
        items(page, values);
      } catch (MalformedException e) {
        unread.because("page " + number + ": " + e.why());
      }
    }
  }

  /** Keys and values alternate. */
  private void items(ByteBuffer page, Values values) throws IOException {
    int count = page.getShort(20) & 0xffff;
    if (HEADER + 2 * count > pageBytes) {
      throw new MalformedException(count + " items do not fit");
    }
    for (int i = 1; i < count; i += 2) {
      int key = page.getShort(HEADER + 2 * (i - 1)) & 0xffff;
      int at = page.getShort(HEADER + 2 * i) & 0xffff;
      if (at < HEADER || at >= key || key >= pageBytes) {
        throw new MalformedException("item " + i + " lies outside the page");
      }
      if (key + 5 <= pageBytes && page.get(key) == ITEM_KEY_DATA && page.getInt(key + 1) == 0) {
        continue;
      }
      switch (page.get(at)) {
        case ITEM_KEY_DATA -> {
          byte[] value = new byte[key - at - 1];
          page.get(at + 1, value);
          values.value(value);
        }
        case ITEM_OFF_PAGE -> {
          if (at + 12 > pageBytes) {
            throw new MalformedException("item " + i + " lies outside the page");
          }
          values.value(chain(page.getInt(at + 4), page.getInt(at + 8)));
        }
        default -> throw new MalformedException("item " + i + " is of type " + page.get(at));
      }
    }
  }

  /** A value on pages of its own; each holds at least one byte, so that a cycle ends. */
  private byte[] chain(int first, int length) throws IOException {
    if (length < 0 || length > VALUE || length > source.sizeBytes()) {
      throw new MalformedException("a value of " + length + " bytes");
    }
    byte[] value = new byte[length];
    int at = 0;
    int number = first;
    while (at < length) {
      if (number == 0) {
        throw new MalformedException("a value ends after " + at + " of " + length + " bytes");
      }
      ByteBuffer page = page(number);
      if (page.get(25) != PAGE_OVERFLOW) {
        throw new MalformedException("page " + number + " does not continue a value");
      }
      int part = Math.min(length - at, page.getShort(22) & 0xffff);
      if (part == 0 || HEADER + part > pageBytes) {
        throw new MalformedException("page " + number + " holds " + part + " bytes of a value");
      }
      page.get(HEADER, value, at, part);
      at += part;
      number = page.getInt(16);
    }
    return value;
  }

  private ByteBuffer page(int number) throws IOException {
    return ByteBuffer.wrap(source.read((number & 0xffff_ffffL) * pageBytes, pageBytes))
        .order(order);
  }
}
