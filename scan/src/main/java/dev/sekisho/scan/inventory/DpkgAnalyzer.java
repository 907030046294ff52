package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Debian packages: {@code var/lib/dpkg/status}, {@code status.d/*} of distroless images, and the
 * lists of files in {@code info}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/dpkg-query.1.html">dpkg-query(1)</a>
 */
public final class DpkgAnalyzer implements Analyzer {
  static final String STATUS_DIRECTORY = "var/lib/dpkg/status.d/";
  private static final String STATUS = "var/lib/dpkg/status";
  private static final String INFO = "var/lib/dpkg/info/";

  @Override
  public String id() {
    return "dpkg";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("status", ".list", STATUS_DIRECTORY);
  }

  @Override
  public boolean reads(String path) {
    return path.equals(STATUS)
        || path.startsWith(STATUS_DIRECTORY)
        || (path.startsWith(INFO) && path.endsWith(".list"));
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    byte[] bytes = file.bytes();
    int length = (int) file.sizeBytes();
    String path = file.path();
    if (path.startsWith(INFO)) {
      owned(bytes, length, facts, 0);
    } else if (path.endsWith(".md5sums")) {
      owned(bytes, length, facts, 34);
    } else {
      if (path.equals(STATUS)) {
        facts.database();
      }
      packages(bytes, length, facts, path.startsWith(STATUS_DIRECTORY));
    }
  }

  /** One path a line, after {@code skip} characters of digest and spaces. */
  private static void owned(byte[] bytes, int length, Facts facts, int skip) {
    Lines lines = new Lines(bytes, length);
    while (lines.next()) {
      if (lines.end() - lines.start() > skip + 1) {
        facts.owns(bytes, lines.start() + skip, lines.end());
      }
    }
  }

  private void packages(byte[] bytes, int length, Facts facts, boolean single) {
    Lines lines = new Lines(bytes, length);
    String name = "";
    String version = "";
    String architecture = "";
    String source = "";
    String status = single ? "install ok installed" : "";
    boolean any = false;
    boolean more = true;
    while (more) {
      more = lines.next();
      if (!more || lines.start() == lines.end()) {
        if (!name.isEmpty() && !version.isEmpty() && installed(status)) {
          add(facts, name, version, architecture, source);
        } else if (!name.isEmpty() && version.isEmpty() && installed(status)) {
          facts.gap("package " + name + " has no version");
        } else if (any && name.isEmpty()) {
          facts.gap("line " + lines.number() + ": an entry without the name of a package");
        }
        name = "";
        version = "";
        architecture = "";
        source = "";
        any = false;
        status = single ? "install ok installed" : "";
        continue;
      }
      any = true;
      switch (bytes[lines.start()]) {
        case 'P' -> name = lines.after("Package:", name);
        case 'V' -> version = lines.after("Version:", version);
        case 'A' -> architecture = lines.after("Architecture:", architecture);
        case 'S' -> {
          status = lines.after("Status:", status);
          source = lines.after("Source:", source);
        }
        default -> {}
      }
    }
  }

  /** The states in which a package's files are there. */
  private static boolean installed(String status) {
    return switch (status.substring(status.lastIndexOf(' ') + 1)) {
      case "installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending" ->
          true;
      default -> false;
    };
  }

  private void add(Facts facts, String name, String version, String architecture, String source) {
    String sourceName = source.isEmpty() ? name : source;
    String sourceVersion = version;
    int open = source.indexOf('(');
    if (open > 0) {
      sourceName = source.substring(0, open).strip();
      int close = source.indexOf(')', open);
      sourceVersion = source.substring(open + 1, close < 0 ? source.length() : close).strip();
    }
    Purl purl = Purl.of("deb", "", name, version);
    facts.component(
        id(),
        architecture.isEmpty() ? purl : purl.withQualifiers(Map.of("arch", architecture)),
        Optional.of(new Source(sourceName, sourceVersion, "")),
        List.of());
  }
}
