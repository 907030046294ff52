package dev.sekisho.scan.inventory;

import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.List;

/** Swift's {@code Package.resolved}, versions 1 to 3. */
public final class SwiftAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "swift";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("Package.resolved");
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
    members(json, facts, true);
  }

  private void members(JsonReader json, Facts facts, boolean outer) throws MalformedException {
    while (json.hasNext()) {
      String name = json.name();
      if (name.equals("pins")) {
        if (json.array()) {
          while (json.hasNext()) {
            pin(json, facts);
          }
        }
      } else if (name.equals("object") && outer && json.object()) {
        members(json, facts, false);
      } else if (!name.equals("object") || !outer) {
        json.skip();
      }
    }
  }

  private void pin(JsonReader json, Facts facts) throws MalformedException {
    String location = "";
    String version = "";
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "location", "repositoryURL" -> location = json.string();
        case "state" -> {
          if (json.object()) {
            String revision = "";
            while (json.hasNext()) {
              switch (json.name()) {
                case "version" -> version = json.string();
                case "revision" -> revision = json.string();
                default -> json.skip();
              }
            }
            version = version.isEmpty() ? revision : version;
          }
        }
        default -> json.skip();
      }
    }
    String path =
        location
            .replaceFirst("^[a-z+]{1,10}://", "")
            .replaceFirst("^[^@/]{0,64}@", "")
            .replaceFirst("\\.git/?$", "");
    int colon = path.indexOf(':');
    // git@github.com:owner/name
    if (colon > 0 && !path.substring(colon + 1).startsWith("/")) {
      path = path.substring(0, colon) + "/" + path.substring(colon + 1);
    }
    int slash = path.lastIndexOf('/');
    if (slash <= 0 || slash + 1 == path.length()) {
      facts.gap("a pin whose location names no repository");
      return;
    }
    facts.component(
        id(), Purl.of("swift", path.substring(0, slash), path.substring(slash + 1), version));
  }
}
