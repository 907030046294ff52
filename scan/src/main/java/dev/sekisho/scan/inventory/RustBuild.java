package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.ExecutableFile;
import dev.sekisho.scan.format.ExecutableFile.Section;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The list of crates that {@code cargo auditable} puts into a program: JSON, compressed by zlib.
 *
 * @see <a href="https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md">its
 *     form</a>
 */
final class RustBuild {
  static final String SECTION = ".dep-v0";
  static final String APPLE_SECTION = ".rust-deps-v0";
  private static final String ID = "rust-binary";

  /** The bound that its own reader sets. */
  private static final int TEXT = 8 << 20;

  private RustBuild() {}

  static void read(ExecutableFile program, Facts facts) throws IOException {
    Optional<Section> section = program.section(SECTION);
    if (section.isEmpty()) {
      section = program.section(APPLE_SECTION);
    }
    if (section.isEmpty()) {
      return;
    }
    if (section.get().sizeBytes() > TEXT) {
      throw new MalformedException("a list of crates of " + section.get().sizeBytes() + " bytes");
    }
    byte[] packed = program.source().read(section.get().offset(), (int) section.get().sizeBytes());
    byte[] text = inflate(packed);
    JsonReader json = new JsonReader(text, text.length);
    json.object();
    while (json.hasNext()) {
      if (json.name().equals("packages") && json.array()) {
        while (json.hasNext()) {
          crate(json, facts);
        }
      } else {
        json.skip();
      }
    }
  }

  private static void crate(JsonReader json, Facts facts) throws MalformedException {
    String name = "";
    String version = "";
    String kind = "";
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "name" -> name = json.string();
        case "version" -> version = json.string();
        case "kind" -> kind = json.string();
        default -> json.skip();
      }
    }
    if (name.isEmpty()) {
      facts.gap("lists a crate without a name");
      return;
    }
    facts.component(
        ID,
        Purl.of("cargo", "", name, version),
        kind.equals("build") ? Scope.DEVELOPMENT : Scope.RUNTIME);
  }

  private static byte[] inflate(byte[] packed) throws MalformedException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] text = new byte[Math.min(TEXT, Math.max(4096, packed.length * 4))];
      int length = 0;
      while (!inflater.finished()) {
        if (length == text.length) {
          if (length == TEXT) {
            throw new MalformedException("a list of crates of more than " + TEXT + " bytes");
          }
          text = Arrays.copyOf(text, Math.min(TEXT, length * 2));
        }
        int count = inflater.inflate(text, length, text.length - length);
        if (count == 0 && !inflater.finished() && length < text.length) {
          throw new MalformedException("its list of crates is cut off");
        }
        length += count;
      }
      return Arrays.copyOf(text, length);
    } catch (DataFormatException e) {
      throw new MalformedException("its list of crates is broken");
    } finally {
      inflater.end();
    }
  }
}
