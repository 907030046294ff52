package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;

/** Dart's {@code pubspec.lock}. */
public final class PubspecLockAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "pubspec-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("pubspec.lock");
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
    boolean packages = false;
    String name = "";
    int line = 0;
    Scope scope = Scope.RUNTIME;
    boolean sdk = false;
    String version = "";
    while (lines.next()) {
      if (lines.blank()) {
        continue;
      }
      String text = lines.text().strip();
      int indent = lines.indent();
      if (indent == 0 || (packages && indent == 2)) {
        add(name, version, sdk, scope, line, facts);
        name =
            indent == 2 && text.endsWith(":") ? unquote(text.substring(0, text.length() - 1)) : "";
        packages = indent == 0 ? text.equals("packages:") : packages;
        line = lines.number();
        scope = Scope.RUNTIME;
        sdk = false;
        version = "";
      } else if (packages && indent == 4) {
        if (text.startsWith("version:")) {
          version = unquote(text.substring(8));
        } else if (text.equals("source: sdk") || text.equals("source: path")) {
          sdk = true;
        } else if (text.equals("dependency: \"direct dev\"")) {
          scope = Scope.DEVELOPMENT;
        }
      }
    }
    add(name, version, sdk, scope, line, facts);
  }

  private void add(String name, String version, boolean sdk, Scope scope, int line, Facts facts) {
    if (name.isEmpty() || sdk) {
      return;
    }
    if (version.isEmpty()) {
      facts.gap("line " + line + ": " + name + " has no version");
      return;
    }
    facts.component(id(), Purl.of("pub", "", name, version), scope, line);
  }

  private static String unquote(String text) {
    return text.replace("\"", "").replace("'", "").strip();
  }
}
