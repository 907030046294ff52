package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.JsonReader.Kind;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.List;

/**
 * {@code package-lock.json} in its versions 1 to 3, {@code npm-shrinkwrap.json}, {@code bun.lock}.
 *
 * @see <a href="https://docs.npmjs.com/cli/configuring-npm/package-lock-json">package-lock.json</a>
 */
public final class NodeLockAnalyzer implements Analyzer {
  /** As deep as a tree of dependencies in version 1 is followed. */
  private static final int DEPTH = 100;

  @Override
  public String id() {
    return "npm-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("package-lock.json", "npm-shrinkwrap.json", "bun.lock");
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
    byte[] bytes = file.bytes();
    int length = (int) file.sizeBytes();
    boolean bun = file.path().endsWith("bun.lock");
    boolean packages = false;
    JsonReader old = new JsonReader(bytes, 0);
    boolean dependencies = false;
    JsonReader json = new JsonReader(bytes, length);
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "packages" -> {
          packages = true;
          if (json.object()) {
            while (json.hasNext()) {
              if (bun) {
                bun(json, facts);
              } else {
                entry(json, facts);
              }
            }
          }
        }
        case "dependencies" -> {
          dependencies = true;
          old = json.sub();
        }
        default -> json.skip();
      }
    }
    // Version 2 has both forms for older tools: one is enough.
    if (!packages && dependencies) {
      tree(old, facts, 0);
    }
  }

  /** Version 2 and 3: {@code "node_modules/a/node_modules/@b/c": {"version": …}}. */
  private void entry(JsonReader json, Facts facts) throws MalformedException {
    String path = json.name();
    String name = path.substring(after(path));
    String version = "";
    boolean link = false;
    Scope scope = Scope.RUNTIME;
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "version" -> version = json.string();
        // Where the directory has another name than the package.
        case "name" -> name = json.string();
        case "link" -> link = json.isTrue();
        case "dev", "devOptional" -> scope = json.isTrue() ? Scope.DEVELOPMENT : scope;
        case "optional" -> scope = json.isTrue() && scope == Scope.RUNTIME ? Scope.OPTIONAL : scope;
        default -> json.skip();
      }
    }
    // What is not below node_modules is the project itself.
    if (path.contains("node_modules/") && !link && !version.isEmpty()) {
      add(name, version, scope, facts);
    }
  }

  private static int after(String path) {
    int last = path.lastIndexOf("node_modules/");
    return last < 0 ? 0 : last + "node_modules/".length();
  }

  private void add(String name, String version, Scope scope, Facts facts) {
    if (NodePackageAnalyzer.isName(name)) {
      facts.component(id(), NodePackageAnalyzer.purl(name, version), scope);
    }
  }

  /** Version 1: names with versions, and what each has below it. */
  private void tree(JsonReader json, Facts facts, int depth) throws MalformedException {
    if (depth > DEPTH) {
      throw new MalformedException("dependencies are nested deeper than " + DEPTH);
    }
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      String name = json.name();
      String version = "";
      Scope scope = Scope.RUNTIME;
      if (json.peek() != Kind.OBJECT) {
        json.skip();
        continue;
      }
      json.object();
      while (json.hasNext()) {
        switch (json.name()) {
          case "version" -> version = json.string();
          case "dev" -> scope = json.isTrue() ? Scope.DEVELOPMENT : scope;
          case "optional" ->
              scope = json.isTrue() && scope == Scope.RUNTIME ? Scope.OPTIONAL : scope;
          case "dependencies" -> tree(json, facts, depth + 1);
          default -> json.skip();
        }
      }
      if (version.startsWith("npm:")) {
        int at = version.lastIndexOf('@');
        name = at > 4 ? version.substring(4, at) : name;
        version = version.substring(at + 1);
      }
      if (!version.isEmpty() && !version.startsWith("file:")) {
        add(name, version, scope, facts);
      }
    }
  }

  /** {@code "name": ["name@version", "", {…}, "sha512-…"]}. */
  private void bun(JsonReader json, Facts facts) throws MalformedException {
    json.name();
    if (!json.array()) {
      return;
    }
    String first = json.hasNext() ? json.string() : "";
    if (first.isEmpty()) {
      throw new MalformedException("a package without name and version");
    }
    while (json.hasNext()) {
      json.skip();
    }
    int at = first.indexOf('@', 1);
    String version = at < 0 ? "" : first.substring(at + 1);
    if (at > 0 && !version.startsWith("workspace:") && !version.startsWith("link:")) {
      add(first.substring(0, at), version, Scope.RUNTIME, facts);
    }
  }
}
