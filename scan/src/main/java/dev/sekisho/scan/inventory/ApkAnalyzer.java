package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Alpine packages and their files: {@code lib/apk/db/installed}.
 *
 * @see <a href="https://wiki.alpinelinux.org/wiki/Apk_spec">Apk spec</a>
 */
public final class ApkAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "apk";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("installed");
  }

  @Override
  public boolean reads(String path) {
    return path.equals("lib/apk/db/installed") || path.equals("usr/lib/apk/db/installed");
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    facts.database();
    byte[] bytes = file.bytes();
    Lines lines = new Lines(bytes, (int) file.sizeBytes());
    String name = "";
    String version = "";
    String architecture = "";
    String origin = "";
    String licence = "";
    String directory = "";
    boolean more = true;
    while (more) {
      more = lines.next();
      int start = lines.start();
      if (!more || start == lines.end()) {
        add(facts, name, version, architecture, origin, licence, lines.number());
        name = "";
        version = "";
        architecture = "";
        origin = "";
        licence = "";
        directory = "";
        continue;
      }
      if (start + 1 >= lines.end() || bytes[start + 1] != ':') {
        facts.gap("line " + lines.number() + ": expected a letter and a colon");
        continue;
      }
      switch (bytes[start]) {
        case 'P' -> name = lines.after("P:", "");
        case 'V' -> version = lines.after("V:", "");
        case 'A' -> architecture = lines.after("A:", "");
        case 'o' -> origin = lines.after("o:", "");
        case 'L' -> licence = lines.after("L:", "");
        case 'F' -> directory = lines.after("F:", "");
        case 'R' -> {
          String base = lines.after("R:", "");
          facts.owns(directory.isEmpty() ? base : directory + "/" + base);
        }
        default -> {}
      }
    }
  }

  private void add(
      Facts facts,
      String name,
      String version,
      String architecture,
      String origin,
      String licence,
      int line) {
    if (name.isEmpty() && version.isEmpty() && architecture.isEmpty()) {
      return;
    }
    if (name.isEmpty() || version.isEmpty()) {
      facts.gap("line " + line + ": an entry without name and version");
      return;
    }
    Purl purl = Purl.of("apk", "", name, version);
    facts.component(
        id(),
        architecture.isEmpty() ? purl : purl.withQualifiers(Map.of("arch", architecture)),
        Optional.of(new Source(origin.isEmpty() ? name : origin, version, "")),
        licence.isEmpty() ? List.of() : List.of(licence));
  }
}
