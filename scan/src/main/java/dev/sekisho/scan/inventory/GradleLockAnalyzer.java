package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;

/**
 * {@code gradle.lockfile}: {@code group:name:version=configurations}, a line each.
 *
 * @see <a href="https://docs.gradle.org/current/userguide/dependency_locking.html">Locking
 *     versions</a>
 */
public final class GradleLockAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "gradle-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("gradle.lockfile", "buildscript-gradle.lockfile", ".lockfile");
  }

  @Override
  public boolean reads(String path) {
    return Declared.isRead(path)
        && (path.endsWith("gradle.lockfile") || path.contains("gradle/dependency-locks/"));
  }

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    while (lines.next()) {
      String text = lines.text().strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith("empty=")) {
        continue;
      }
      int equals = text.indexOf('=');
      String[] parts = (equals < 0 ? text : text.substring(0, equals)).split(":", -1);
      if (parts.length != 3 || parts[1].isEmpty()) {
        facts.gap("line " + lines.number() + ": expected group:name:version");
        continue;
      }
      facts.component(
          id(),
          Purl.of("maven", parts[0], parts[1], parts[2]),
          scope(equals < 0 ? "" : text.substring(equals + 1)),
          lines.number());
    }
  }

  /** Development only if no configuration is another's than the tests'. */
  private static Scope scope(String configurations) {
    if (configurations.isEmpty()) {
      return Scope.RUNTIME;
    }
    for (String one : configurations.split(",", -1)) {
      if (!one.startsWith("test")) {
        return Scope.RUNTIME;
      }
    }
    return Scope.DEVELOPMENT;
  }
}
