package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;

/**
 * {@code yarn.lock}, of Yarn 1 and of Yarn 2 and later (which is YAML in the same shape).
 *
 * <pre>
 * "@babel/core@^7.0.0", "@babel/core@^7.1.0":
 *   version "7.12.3"
 * </pre>
 */
public final class YarnLockAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "yarn-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("yarn.lock");
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
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    String name = "";
    String version = "";
    int line = 0;
    while (lines.next()) {
      if (lines.blank() || lines.startsWith("#")) {
        continue;
      }
      String text = lines.text();
      int indent = lines.indent();
      if (indent == 0) {
        add(name, version, line, facts);
        name = name(text);
        version = "";
        line = lines.number();
        if (name.isEmpty() && !text.startsWith("__metadata")) {
          facts.gap("line " + line + ": expected a package and its range");
        }
      } else if (indent == 2) {
        String field = text.strip();
        if (field.startsWith("version ") || field.startsWith("version:")) {
          version = unquote(field.substring(8));
        } else if (field.startsWith("resolution:")) {
          // What an alias really is: "lodash@npm:4.17.21".
          String resolution = unquote(field.substring(11));
          int at = resolution.indexOf('@', 1);
          if (at > 0) {
            name = resolution.startsWith("workspace:", at + 1) ? "" : resolution.substring(0, at);
          }
        }
      }
    }
    add(name, version, line, facts);
  }

  private void add(String name, String version, int line, Facts facts) {
    if (NodePackageAnalyzer.isName(name) && !version.isEmpty()) {
      facts.component(id(), NodePackageAnalyzer.purl(name, version), Scope.RUNTIME, line);
    }
  }

  /** Of {@code "@a/b@^1.0.0", "@a/b@npm:^1.1.0":}, and {@code c@npm:@a/b@1} is {@code @a/b}. */
  private static String name(String text) {
    int end = text.length() - (text.endsWith(":") ? 1 : 0);
    String first = unquote(text.substring(0, end).split(",", 2)[0]);
    int at = first.indexOf('@', 1);
    if (at < 0) {
      return "";
    }
    if (first.startsWith("npm:", at + 1)) {
      String target = first.substring(at + 5);
      int second = target.indexOf('@', 1);
      return second > 0 ? target.substring(0, second) : first.substring(0, at);
    }
    return first.substring(0, at);
  }

  private static String unquote(String text) {
    return text.replace("\"", "").replace("'", "").strip();
  }
}
