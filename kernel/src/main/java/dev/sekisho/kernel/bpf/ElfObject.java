package dev.sekisho.kernel.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A relocatable ELF file for BPF, as clang writes it: 64-bit, little-endian.
 *
 * @see <a href="https://docs.kernel.org/bpf/llvm_reloc.html">BPF LLVM relocations</a>
 */
record ElfObject(List<Section> sections, List<Symbol> symbols) {
  private static final int SHT_REL = 9;
  private static final int SHT_SYMTAB = 2;
  private static final int SYMBOL_SIZE = 24;

  ElfObject {
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
  }

  /** A section by its number in the file; each call of {@link #bytes} gives a buffer of its own. */
  record Section(int index, String name, int type, int link, int information, ByteBuffer content) {
    ByteBuffer bytes() {
      return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] copy() {
      byte[] copy = new byte[content.capacity()];
      content.get(0, copy);
      return copy;
    }
  }

  /**
   * A symbol.
   *
   * @param weak whether the program can do without it
   * @param section the section it is in; 0 when it is defined elsewhere, i.e. in the kernel
   * @param value offset in the section, in bytes
   */
  record Symbol(String name, int type, boolean weak, int section, long value, long size) {
    static final int FUNCTION = 2;
  }

  /**
   * A place to fill in.
   *
   * @param offset in the section, in bytes
   */
  record Relocation(long offset, int type, Symbol symbol) {
    static final int LOAD = 1; // R_BPF_64_64
    static final int CALL = 10; // R_BPF_64_32
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is no such object
   */
  static ElfObject parse(byte[] file) {
    try {
      ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      if (in.getInt(0) != 0x464c457f || in.get(4) != 2 || in.get(5) != 1) {
        throw new IllegalArgumentException("not a 64-bit little-endian ELF file");
      }
      List<Section> sections =
          sections(in, (int) in.getLong(40), in.getShort(58), in.getShort(60), in.getShort(62));
      return new ElfObject(sections, symbols(sections));
    } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException torn) {
      throw new IllegalArgumentException("torn ELF file", torn);
    }
  }

  private static List<Section> sections(ByteBuffer in, int table, int size, int count, int names) {
    byte[] strings = content(in, table + names * size);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = table + i * size;
      sections.add(
          new Section(
              i,
              string(strings, in.getInt(at)),
              in.getInt(at + 4),
              in.getInt(at + 40),
              in.getInt(at + 44),
              ByteBuffer.wrap(content(in, at))));
    }
    return sections;
  }

  private static byte[] content(ByteBuffer in, int header) {
    if (in.getInt(header + 4) == 8) return new byte[0]; // SHT_NOBITS
    byte[] content = new byte[Math.toIntExact(in.getLong(header + 32))];
    in.get(Math.toIntExact(in.getLong(header + 24)), content);
    return content;
  }

  private static List<Symbol> symbols(List<Section> sections) {
    Section table =
        sections.stream()
            .filter(s -> s.type() == SHT_SYMTAB)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no symbols"));
    byte[] strings = sections.get(table.link()).copy();
    ByteBuffer in = table.bytes();
    List<Symbol> symbols = new ArrayList<>();
    for (int at = 0; at + SYMBOL_SIZE <= in.limit(); at += SYMBOL_SIZE) {
      symbols.add(
          new Symbol(
              string(strings, in.getInt(at)),
              in.get(at + 4) & 15,
              in.get(at + 4) >>> 4 == 2,
              in.getShort(at + 6) & 0xffff,
              in.getLong(at + 8),
              in.getLong(at + 16)));
    }
    return symbols;
  }

  Optional<Section> section(String name) {
    return sections.stream().filter(section -> section.name().equals(name)).findFirst();
  }

  Section requiredSection(String name) {
    return section(name).orElseThrow(() -> new IllegalArgumentException("no section " + name));
  }

  /** The functions in a section. */
  List<Symbol> functions(Section section) {
    return symbols.stream()
        .filter(s -> s.type() == Symbol.FUNCTION && s.section() == section.index())
        .toList();
  }

  /** What has to be filled in in a section. */
  List<Relocation> relocations(Section section) {
    List<Relocation> relocations = new ArrayList<>();
    for (Section rel : sections) {
      if (rel.type() != SHT_REL || rel.information() != section.index()) continue;
      ByteBuffer in = rel.bytes();
      for (int at = 0; at + 16 <= in.limit(); at += 16) {
        relocations.add(
            new Relocation(in.getLong(at), in.getInt(at + 8), symbols.get(in.getInt(at + 12))));
      }
    }
    return relocations;
  }

  private static String string(byte[] strings, int from) {
    int to = from;
    while (strings[to] != 0) to++;
    return new String(strings, from, to - from, StandardCharsets.UTF_8);
  }
}
