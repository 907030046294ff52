package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.BerkeleyHash;
import dev.sekisho.scan.format.ByteSource;
import dev.sekisho.scan.format.Lines;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.format.NdbFile;
import dev.sekisho.scan.format.RpmHeader;
import dev.sekisho.scan.format.SqliteFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RPM packages and their files: the database in its three forms, and the list of CBL-Mariner's
 * distroless images.
 */
public final class RpmAnalyzer implements Analyzer {
  private static final String MANIFEST = "var/lib/rpmmanifest/container-manifest-2";

  @Override
  public String id() {
    return "rpm";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(
        "Packages", "Packages.db", "rpmdb.sqlite", ".sqlite-wal", "container-manifest-2");
  }

  @Override
  public boolean reads(String path) {
    if (path.equals(MANIFEST)) {
      return true;
    }
    return directory(path.substring(0, path.lastIndexOf('/') + 1));
  }

  static boolean isSqlite(String path) {
    return path.endsWith("/rpmdb.sqlite")
        && directory(path.substring(0, path.lastIndexOf('/') + 1));
  }

  /** Whether a path is the write-ahead log of a database that this analyzer reads. */
  static boolean isLog(String path) {
    return path.endsWith("/rpmdb.sqlite-wal")
        && directory(path.substring(0, path.lastIndexOf('/') + 1));
  }

  private static boolean directory(String directory) {
    return switch (directory) {
      case "var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/", "usr/lib/rpm/", "rpm/" ->
          true;
      default -> false;
    };
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    if (file.path().equals(MANIFEST)) {
      manifest(file, facts);
      return;
    }
    if (isLog(file.path())) {
      return; // read with its database
    }
    facts.database();
    ByteSource bytes = ByteSource.of(file.bytes(), (int) file.sizeBytes());
    if (file.path().endsWith("/rpmdb.sqlite")) {
      sqlite(bytes, ByteSource.of(new byte[0]), facts);
    } else if (file.path().endsWith(".db")) {
      NdbFile.values(bytes, blob -> add(blob, facts), facts::gap);
    } else {
      BerkeleyHash.values(bytes, blob -> add(blob, facts), facts::gap);
    }
  }

  /**
   * Reads a database with what is in its log, and not yet in it.
   *
   * @param log empty if there is none
   */
  void sqlite(ByteSource database, ByteSource log, Facts facts) throws IOException {
    SqliteFile file = SqliteFile.open(database, log);
    // CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)
    file.rows("Packages", 1, blob -> add(blob, facts), facts::gap);
  }

  private void add(byte[] blob, Facts facts) {
    RpmHeader header;
    try {
      header = RpmHeader.read(blob);
    } catch (MalformedException e) {
      facts.gap("a package's record: " + e.why());
      return;
    }
    if (header.name().isEmpty() || header.version().isEmpty()) {
      facts.gap("a package's record without name and version");
      return;
    }
    String version = header.version() + "-" + header.release();
    String full =
        header.epoch().isEmpty() || header.epoch().equals("0")
            ? version
            : header.epoch() + ":" + version;
    Purl purl = Purl.of("rpm", "", header.name(), full);
    facts.component(
        id(),
        header.architecture().isEmpty()
            ? purl
            : purl.withQualifiers(Map.of("arch", header.architecture())),
        source(header.sourceRpm(), header.epoch(), header.module()),
        header.licence().isEmpty() ? List.of() : List.of(header.licence()));
    try {
      header.files(facts::owns);
    } catch (MalformedException e) {
      facts.gap("the files of " + header.name() + ": " + e.why());
    }
  }

  /**
   * {@code bash-5.1.8-4.el9.src.rpm}. The header has no epoch of the source: it is the binary's in
   * all but a few packages.
   */
  private static Optional<Source> source(String file, String epoch, String module) {
    String text = file;
    if (text.endsWith(".rpm")) {
      text = text.substring(0, text.length() - 4);
    }
    int dot = text.lastIndexOf('.');
    int release = dot < 0 ? -1 : text.lastIndexOf('-', dot);
    int version = release <= 0 ? -1 : text.lastIndexOf('-', release - 1);
    if (version <= 0) {
      return Optional.empty();
    }
    String number = text.substring(version + 1, dot);
    String full = epoch.isEmpty() || epoch.equals("0") ? number : epoch + ":" + number;
    return Optional.of(new Source(text.substring(0, version), full, module));
  }

  /** Tab-separated: name, version-release, …, epoch, source … of each package. */
  private void manifest(FileContent file, Facts facts) throws IOException {
    facts.database();
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    while (lines.next()) {
      String[] fields = lines.text().split("\t", -1);
      if (fields.length < 10) {
        if (!lines.blank()) {
          facts.gap("line " + lines.number() + ": expected ten fields");
        }
        continue;
      }
      String epoch = fields[8].equals("(none)") ? "" : fields[8];
      String full = epoch.isEmpty() || epoch.equals("0") ? fields[1] : epoch + ":" + fields[1];
      facts.component(
          id(),
          Purl.of("rpm", "", fields[0], full).withQualifiers(Map.of("arch", fields[7])),
          source(fields[9], epoch, ""),
          List.of());
    }
  }
}
