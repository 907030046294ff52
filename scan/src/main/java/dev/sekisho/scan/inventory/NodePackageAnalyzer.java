package dev.sekisho.scan.inventory;

import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.JsonReader.Kind;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Installed npm packages: each {@code package.json} with a name and a version.
 *
 * @see <a href="https://docs.npmjs.com/cli/configuring-npm/package-json">package.json</a>
 */
public final class NodePackageAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "npm-package";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("package.json");
  }

  @Override
  public boolean reads(String path) {
    return true;
  }

  static Purl purl(String name, String version) {
    int slash = name.startsWith("@") ? name.indexOf('/') : -1;
    return Purl.of(
        "npm", slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1), version);
  }

  static boolean isName(String name) {
    return !name.isEmpty() && !name.endsWith("/") && name.length() <= 214;
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    JsonReader json = new JsonReader(file.bytes(), (int) file.sizeBytes());
    String name = "";
    String version = "";
    List<String> licences = List.of();
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "name" -> name = json.string();
        case "version" -> version = json.string();
        case "license", "licenses" -> licences = licences(json);
        default -> json.skip();
      }
    }
    if (isName(name) && !version.isEmpty()) {
      facts.component(id(), purl(name, version), licences);
    }
  }

  /** A text, an object with {@code type}, or a list of those. */
  static List<String> licences(JsonReader json) throws MalformedException {
    List<String> found = new ArrayList<>();
    Kind kind = json.peek();
    if (kind == Kind.ARRAY) {
      json.array();
      while (json.hasNext()) {
        licence(json, found);
      }
    } else {
      licence(json, found);
    }
    return found;
  }

  private static void licence(JsonReader json, List<String> found) throws MalformedException {
    if (json.peek() != Kind.OBJECT) {
      String text = json.string();
      if (!text.isEmpty()) {
        found.add(text);
      }
      return;
    }
    json.object();
    while (json.hasNext()) {
      String key = json.name();
      String text = json.string();
      if ((key.equals("type") || key.equals("name")) && !text.isEmpty()) {
        found.add(text);
      }
    }
  }
}
