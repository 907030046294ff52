package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.List;

/**
 * C and C++: {@code conan.lock}, of Conan 1 (a graph) and 2 (lists).
 *
 * @see <a href="https://docs.conan.io/2/tutorial/versioning/lockfiles.html">Lockfiles</a>
 */
public final class ConanAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "conan";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("conan.lock");
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
    JsonReader json = new JsonReader(file.bytes(), (int) file.sizeBytes());
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "requires" -> list(json, Scope.RUNTIME, facts);
        case "build_requires", "python_requires" -> list(json, Scope.DEVELOPMENT, facts);
        case "graph_lock" -> graph(json, facts);
        default -> json.skip();
      }
    }
  }

  private void list(JsonReader json, Scope scope, Facts facts) throws MalformedException {
    if (json.array()) {
      while (json.hasNext()) {
        reference(json.string(), scope, facts);
      }
    }
  }

  private void graph(JsonReader json, Facts facts) throws MalformedException {
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      if (!json.name().equals("nodes")) {
        json.skip();
      } else if (json.object()) {
        while (json.hasNext()) {
          boolean project = json.name().equals("0");
          String reference = "";
          if (!json.object()) {
            continue;
          }
          while (json.hasNext()) {
            if (json.name().equals("ref")) {
              reference = json.string();
            } else {
              json.skip();
            }
          }
          // Node 0 is what is built; it has a reference if it is a package itself.
          if (!project && !reference.isEmpty()) {
            reference(reference, Scope.RUNTIME, facts);
          }
        }
      }
    }
  }

  /** {@code zlib/1.2.11@user/channel#revision%time}. */
  private void reference(String text, Scope scope, Facts facts) {
    String plain = text.split("[#%]", 2)[0];
    int at = plain.indexOf('@');
    String nameVersion = at < 0 ? plain : plain.substring(0, at);
    int slash = nameVersion.indexOf('/');
    if (slash <= 0 || slash + 1 == nameVersion.length()) {
      facts.gap("'" + plain + "' names no package with a version");
      return;
    }
    Purl purl =
        Purl.of("conan", "", nameVersion.substring(0, slash), nameVersion.substring(slash + 1));
    String[] owner = at < 0 ? new String[0] : plain.substring(at + 1).split("/", -1);
    if (owner.length == 2 && !owner[0].isEmpty() && !owner[1].isEmpty()) {
      purl = purl.withQualifier("user", owner[0]).withQualifier("channel", owner[1]);
    }
    facts.component(id(), purl, scope);
  }
}
