package dev.sekisho.scan.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a program file: ELF, PE or Mach-O, of 32 or 64 bits, in either byte order.
 *
 * @param source the file
 * @param order of its numbers
 * @param pointerBytes 4 or 8
 * @param sections with what they are called, such as {@code .go.buildinfo}
 * @param data where initialised, writable data lies, in which Go puts its build information where
 *     sections have no names or the format has no section for it; else empty
 */
public record ExecutableFile(
    ByteSource source,
    ByteOrder order,
    int pointerBytes,
    List<Section> sections,
    List<Section> data) {
  private static final int SECTIONS = 4096;

  /** The longest name that is looked for, {@code __go_buildinfo}. */
  private static final int NAME = 24;

  public ExecutableFile {
    sections = List.copyOf(sections);
    data = List.copyOf(data);
  }

  /**
   * A part of the file and where it is loaded.
   *
   * @param address where it lies in memory
   */
  public record Section(String name, long address, long offset, long sizeBytes) {}

  /**
   * Empty if the file is no program. Most programs of an image are ELF and hold nothing that is
   * looked for: of those, only the table of sections and its names are read.
   *
   * @param wanted names of sections; if an ELF file with names of sections has none of these, none
   *     are listed
   */
  public static Optional<ExecutableFile> open(ByteSource source, List<String> wanted)
      throws IOException {
    if (source.sizeBytes() < 64) {
      return Optional.empty();
    }
    byte[] head = source.read(0, 64);
    int magic = ByteBuffer.wrap(head).getInt(0);
    if (magic == 0x7f454c46) {
      return Optional.of(elf(source, head, wanted));
    }
    if (head[0] == 'M' && head[1] == 'Z') {
      return portable(source, head);
    }
    return switch (magic) {
      case 0xfeedface, 0xfeedfacf -> Optional.of(mach(source, head, ByteOrder.BIG_ENDIAN));
      case 0xcefaedfe, 0xcffaedfe -> Optional.of(mach(source, head, ByteOrder.LITTLE_ENDIAN));
      // Several programs in one; 0xcafebabe is Java's class file too, which has 45 or more there.
      case 0xcafebabe -> universal(source, ByteBuffer.wrap(head), wanted);
      default -> Optional.empty();
    };
  }

  private static Optional<ExecutableFile> universal(
      ByteSource source, ByteBuffer head, List<String> wanted) throws IOException {
    int count = head.getInt(4);
    if (count < 1 || count > 20) {
      return Optional.empty();
    }
    return open(
        source.slice(head.getInt(16) & 0xffff_ffffL, head.getInt(20) & 0xffff_ffffL), wanted);
  }

  public Optional<Section> section(String name) {
    for (Section section : sections) {
      if (section.name().equals(name)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  /** Bytes at an address in memory. */
  public byte[] at(long address, int length) throws IOException {
    for (List<Section> parts : List.of(sections, data)) {
      for (Section part : parts) {
        if (part.address() != 0
            && address >= part.address()
            && address - part.address() <= part.sizeBytes() - length) {
          return source.read(part.offset() + (address - part.address()), length);
        }
      }
    }
    throw new MalformedException("address " + Long.toHexString(address) + " is in no section");
  }

  private static ExecutableFile elf(ByteSource source, byte[] head, List<String> wanted)
      throws IOException {
    boolean wide = head[4] == 2;
    ByteOrder order = head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer header = ByteBuffer.wrap(head).order(order);
    long segments = wide ? header.getLong(32) : header.getInt(28) & 0xffff_ffffL;
    long table = wide ? header.getLong(40) : header.getInt(32) & 0xffff_ffffL;
    int segmentCount = header.getShort(wide ? 56 : 44) & 0xffff;
    int count = header.getShort(wide ? 60 : 48) & 0xffff;
    int names = header.getShort(wide ? 62 : 50) & 0xffff;
    if (table == 0 || count == 0 || count > SECTIONS || names >= count) {
      return new ExecutableFile(
          source,
          order,
          wide ? 8 : 4,
          List.of(),
          segments(source, order, wide, segments, segmentCount));
    }
    int size = wide ? 64 : 40;
    ByteBuffer all = ByteBuffer.wrap(source.read(table, count * size)).order(order);
    Section nameTable = section(all, names * size, wide, "");
    if (nameTable.sizeBytes() < 0 || nameTable.sizeBytes() > 1 << 20) {
      throw new MalformedException("names of sections of " + nameTable.sizeBytes() + " bytes");
    }
    byte[] text = source.read(nameTable.offset(), (int) nameTable.sizeBytes());
    List<Section> sections = new ArrayList<>();
    if (holdsAny(text, wanted)) {
      for (int i = 0; i < count; i++) {
        sections.add(section(all, i * size, wide, name(text, all.getInt(i * size))));
      }
    }
    return new ExecutableFile(source, order, wide ? 8 : 4, sections, List.of());
  }

  private static Section section(ByteBuffer all, int at, boolean wide, String name) {
    return wide
        ? new Section(name, all.getLong(at + 16), all.getLong(at + 24), all.getLong(at + 32))
        : new Section(
            name,
            all.getInt(at + 12) & 0xffff_ffffL,
            all.getInt(at + 16) & 0xffff_ffffL,
            all.getInt(at + 20) & 0xffff_ffffL);
  }

  private static boolean holdsAny(byte[] text, List<String> wanted) {
    String names = new String(text, StandardCharsets.ISO_8859_1);
    for (String name : wanted) {
      if (names.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private static List<Section> segments(
      ByteSource source, ByteOrder order, boolean wide, long table, int count) throws IOException {
    int size = wide ? 56 : 32;
    if (table == 0 || count == 0 || count > SECTIONS) {
      return List.of();
    }
    ByteBuffer all = ByteBuffer.wrap(source.read(table, count * size)).order(order);
    List<Section> loaded = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = i * size;
      int flags = all.getInt(at + (wide ? 4 : 24));
      // PT_LOAD, PF_W without PF_X
      if (all.getInt(at) == 1 && (flags & 3) == 2) {
        long offset = wide ? all.getLong(at + 8) : all.getInt(at + 4) & 0xffff_ffffL;
        long address = wide ? all.getLong(at + 16) : all.getInt(at + 8) & 0xffff_ffffL;
        long length = wide ? all.getLong(at + 32) : all.getInt(at + 16) & 0xffff_ffffL;
        loaded.add(new Section("", address, offset, length));
      }
    }
    return loaded;
  }

  private static Optional<ExecutableFile> portable(ByteSource source, byte[] head)
      throws IOException {
    long at = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(60) & 0xffff_ffffL;
    if (at + 24 > source.sizeBytes()) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(source.read(at, 24)).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != 0x4550) {
      return Optional.empty();
    }
    int count = header.getShort(6) & 0xffff;
    int optional = header.getShort(20) & 0xffff;
    if (count > 96 || optional < 32) {
      return Optional.empty();
    }
    ByteBuffer kind = ByteBuffer.wrap(source.read(at + 24, 32)).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = kind.getShort(0) == 0x20b;
    long base = wide ? kind.getLong(24) : kind.getInt(28) & 0xffff_ffffL;
    ByteBuffer all =
        ByteBuffer.wrap(source.read(at + 24 + optional, count * 40)).order(ByteOrder.LITTLE_ENDIAN);
    List<Section> sections = new ArrayList<>();
    List<Section> data = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[9];
      all.get(i * 40, name, 0, 8);
      Section section =
          new Section(
              name(name, 0),
              base + (all.getInt(i * 40 + 12) & 0xffff_ffffL),
              all.getInt(i * 40 + 20) & 0xffff_ffffL,
              all.getInt(i * 40 + 16) & 0xffff_ffffL);
      sections.add(section);
      if ((all.getInt(i * 40 + 36) & 0xc000_0040) == 0xc000_0040) {
        data.add(section);
      }
    }
    return Optional.of(
        new ExecutableFile(source, ByteOrder.LITTLE_ENDIAN, wide ? 8 : 4, sections, data));
  }

  private static ExecutableFile mach(ByteSource source, byte[] head, ByteOrder order)
      throws IOException {
    ByteBuffer header = ByteBuffer.wrap(head).order(order);
    boolean wide = header.getInt(0) == 0xfeedfacf;
    int count = header.getInt(16);
    int length = header.getInt(20);
    if (count < 0 || count > SECTIONS || length < 0 || length > 1 << 20) {
      throw new MalformedException("load commands of " + length + " bytes");
    }
    ByteBuffer all = ByteBuffer.wrap(source.read(wide ? 32 : 28, length)).order(order);
    List<Section> sections = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < count && at + 8 <= length; i++) {
      int size = all.getInt(at + 4);
      if (size < 8 || at + size > length) {
        throw new MalformedException("a load command of " + size + " bytes");
      }
      // LC_SEGMENT, LC_SEGMENT_64
      if (all.getInt(at) == (wide ? 0x19 : 0x1)) {
        int first = at + (wide ? 72 : 56);
        int each = wide ? 80 : 68;
        for (int k = first; k + each <= at + size && sections.size() < SECTIONS; k += each) {
          byte[] name = new byte[17];
          all.get(k, name, 0, 16);
          sections.add(
              new Section(
                  name(name, 0),
                  wide ? all.getLong(k + 32) : all.getInt(k + 32) & 0xffff_ffffL,
                  all.getInt(k + (wide ? 48 : 40)) & 0xffff_ffffL,
                  wide ? all.getLong(k + 40) : all.getInt(k + 36) & 0xffff_ffffL));
        }
      }
      at += size;
    }
    List<Section> data = sections.stream().filter(s -> s.name().equals("__data")).toList();
    return new ExecutableFile(source, order, wide ? 8 : 4, sections, data);
  }

  private static String name(byte[] text, int at) {
    if (at < 0 || at >= text.length) {
      return "";
    }
    int end = at;
    while (end < text.length && end - at < NAME && text[end] != 0) {
      end++;
    }
    return new String(text, at, end - at, StandardCharsets.ISO_8859_1);
  }
}
