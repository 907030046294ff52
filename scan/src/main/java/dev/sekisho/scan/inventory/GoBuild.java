package dev.sekisho.scan.inventory;

import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.ExecutableFile;
import dev.sekisho.scan.format.ExecutableFile.Section;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The build information that the Go linker puts into a program: version of Go, main module,
 * dependencies with what replaces them.
 *
 * @see <a href="https://pkg.go.dev/debug/buildinfo">debug/buildinfo</a>
 */
final class GoBuild {
  static final String ID = "go-binary";
  static final String SECTION = ".go.buildinfo";
  static final String APPLE_SECTION = "__go_buildinfo";
  private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);

  /** The linker aligns it so. */
  private static final int ALIGNMENT = 16;

  /** How far into the data it is looked for where sections have no names, as Go's own reader. */
  private static final int SEARCH = 1 << 20;

  private static final int TEXT = 16 << 20;

  /** {@code 0xff Go buildinf:}, size of pointers, flags. */
  private static final int HEADER = 32;

  private final ExecutableFile program;

  private GoBuild(ExecutableFile program) {
    this.program = program;
  }

  static void read(ExecutableFile program, Facts facts) throws IOException {
    new GoBuild(program).read(facts);
  }

  private void read(Facts facts) throws IOException {
    Optional<Section> named = program.section(SECTION);
    if (named.isEmpty()) {
      named = program.section(APPLE_SECTION);
    }
    boolean sure = named.isPresent();
    Section section = sure ? named.get() : program.data().isEmpty() ? null : program.data().get(0);
    if (section == null) {
      return;
    }
    int length =
        (int)
            Math.min(
                Math.min(section.sizeBytes(), SEARCH),
                Math.max(0, program.source().sizeBytes() - section.offset()));
    byte[] head = program.source().read(section.offset(), length);
    int at = find(head);
    if (at < 0) {
      if (sure) {
        facts.gap("is a Go program whose build information has another form");
      }
      return;
    }
    strings(section.offset() + at, facts);
  }

  private static int find(byte[] bytes) {
    for (int at = 0; at + HEADER <= bytes.length; at += ALIGNMENT) {
      if (bytes[at] == MAGIC[0]
          && java.util.Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return at;
      }
    }
    return -1;
  }

  private void strings(long offset, Facts facts) throws IOException {
    byte[] header = program.source().read(offset, HEADER);
    int flags = header[15];
    String version;
    String modules;
    if ((flags & 2) != 0) {
      long[] place = {offset + HEADER};
      version = new String(inline(place), StandardCharsets.UTF_8);
      modules = modules(inline(place));
    } else {
      int pointer = header[14];
      if (pointer != 4 && pointer != 8) {
        throw new MalformedException("Go build information with pointers of " + pointer + " bytes");
      }
      version = new String(string(header, 16, pointer), StandardCharsets.UTF_8);
      modules = modules(string(header, 16 + pointer, pointer));
    }
    components(version, modules, facts);
  }

  /** A length of seven bits a byte, and so many bytes; moves on. */
  private byte[] inline(long[] place) throws IOException {
    long length = 0;
    int shift = 0;
    byte b;
    do {
      b = program.source().read(place[0]++, 1)[0];
      length |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0 && shift < 35);
    if (length > TEXT) {
      throw new MalformedException("Go build information of " + length + " bytes");
    }
    byte[] bytes = program.source().read(place[0], (int) length);
    place[0] += length;
    return bytes;
  }

  /** Before Go 1.18: the address of a string's header, which is an address and a length. */
  private byte[] string(byte[] header, int at, int pointer) throws IOException {
    long address = number(ByteBuffer.wrap(header), at, pointer);
    if (address == 0) {
      return new byte[0];
    }
    ByteBuffer string = ByteBuffer.wrap(program.at(address, 2 * pointer));
    long length = number(string, pointer, pointer);
    if (length < 0 || length > TEXT) {
      throw new MalformedException("Go build information of " + length + " bytes");
    }
    return length == 0 ? new byte[0] : program.at(number(string, 0, pointer), (int) length);
  }

  private long number(ByteBuffer bytes, int at, int pointer) {
    bytes.order(program.order());
    return pointer == 8 ? bytes.getLong(at) : bytes.getInt(at) & 0xffff_ffffL;
  }

  /** Sixteen bytes before and after mark it in memory. */
  private static String modules(byte[] bytes) {
    if (bytes.length >= 33 && bytes[bytes.length - 17] == '\n') {
      return new String(bytes, 16, bytes.length - 32, StandardCharsets.UTF_8);
    }
    return "";
  }

  private static void components(String version, String modules, Facts facts) {
    int space = version.indexOf(' ');
    String go = space < 0 ? version : version.substring(0, space);
    if (go.startsWith("go")) {
      facts.component(ID, Purl.of("golang", "", "stdlib", go.substring(2)));
    }
    String[] module = {};
    String main = "";
    boolean any = false;
    for (String line : modules.split("\n", -1)) {
      String[] fields = line.split("\t", -1);
      switch (fields[0]) {
        case "path" -> main = fields.length > 1 ? fields[1] : "";
        case "mod", "dep" -> {
          add(module, facts);
          module = fields;
          any = true;
        }
        case "=>" -> module = fields;
        default -> {}
      }
    }
    add(module, facts);
    // Programs of Go itself (cmd/go) have no modules.
    if (!any && !main.startsWith("cmd/")) {
      facts.gap("is a Go program that does not say what modules it was built from");
    }
  }

  private static void add(String[] fields, Facts facts) {
    if (fields.length < 3 || fields[1].isEmpty()) {
      return;
    }
    String version = fields[2].equals("(devel)") ? "" : fields[2];
    // A replacement by a directory has no version, and a path that names no module.
    if (fields[1].startsWith(".") || fields[1].startsWith("/")) {
      return;
    }
    facts.component(ID, GoModuleAnalyzer.purl(fields[1], version));
  }
}
