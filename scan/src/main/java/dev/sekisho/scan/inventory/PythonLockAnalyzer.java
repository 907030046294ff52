package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.format.TomlReader;
import java.io.IOException;
import java.util.List;

/**
 * Lock files of Poetry, uv, PDM and PEP 751 (all TOML, a table for each package), and of Pipenv.
 *
 * @see <a href="https://peps.python.org/pep-0751/">PEP 751</a>
 */
public final class PythonLockAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "python-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml");
  }

  @Override
  public boolean reads(String path) {
    return Declared.isRead(path);
  }

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    if (file.path().endsWith("Pipfile.lock")) {
      pipenv(new JsonReader(file.bytes(), (int) file.sizeBytes()), facts);
    } else {
      tables(new TomlReader(file.bytes(), (int) file.sizeBytes()), facts);
    }
  }

  private void tables(TomlReader toml, Facts facts) throws MalformedException {
    Entry entry = new Entry();
    while (toml.next()) {
      String table = toml.table();
      boolean one = table.equals("package") || table.equals("packages");
      if (toml.isTable()) {
        if (one) {
          add(entry, facts);
          entry = new Entry();
          entry.line = toml.line();
        }
      } else if (one) {
        entry.field(toml);
      } else if (table.equals("package.source")
          && toml.key().equals("type")
          && toml.value().equals("directory")) {
        entry.local = true;
      }
    }
    add(entry, facts);
  }

  /** One package while it is read. */
  private static final class Entry {
    private String name = "";
    private String version = "";
    private Scope scope = Scope.RUNTIME;
    private boolean local;
    private int line = 1;

    private void field(TomlReader toml) {
      String value = toml.value();
      switch (toml.key()) {
        case "name" -> name = value;
        case "version" -> version = value;
        case "category" -> scope = value.equals("dev") ? Scope.DEVELOPMENT : scope;
        case "optional" ->
            scope = value.equals("true") && scope == Scope.RUNTIME ? Scope.OPTIONAL : scope;
        case "groups" -> {
          List<String> groups = toml.strings();
          if (!groups.isEmpty() && !groups.contains("main") && !groups.contains("default")) {
            scope = Scope.DEVELOPMENT;
          }
        }
        // uv names the project itself so.
        case "source" -> local = value.contains("editable") || value.contains("virtual");
        default -> {}
      }
    }
  }

  private void add(Entry entry, Facts facts) {
    if (entry.name.isEmpty() || entry.local) {
      return;
    }
    if (entry.version.isEmpty()) {
      facts.gap("line " + entry.line + ": " + entry.name + " has no version");
    } else {
      facts.component(
          id(), Purl.of("pypi", "", entry.name, entry.version), entry.scope, entry.line);
    }
  }

  private void pipenv(JsonReader json, Facts facts) throws MalformedException {
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      String section = json.name();
      if (section.equals("_meta") || !json.object()) {
        if (section.equals("_meta")) {
          json.skip();
        }
        continue;
      }
      Scope scope = section.equals("develop") ? Scope.DEVELOPMENT : Scope.RUNTIME;
      while (json.hasNext()) {
        String name = json.name();
        String version = "";
        if (!json.object()) {
          continue;
        }
        while (json.hasNext()) {
          if (json.name().equals("version")) {
            version = json.string();
          } else {
            json.skip();
          }
        }
        if (version.startsWith("==") && !name.isEmpty()) {
          String pinned = version.replaceFirst("^={2,3}", "");
          facts.component(id(), Purl.of("pypi", "", name, pinned), scope);
        }
      }
    }
  }
}
