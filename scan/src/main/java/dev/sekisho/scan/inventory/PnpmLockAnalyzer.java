package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;

/**
 * {@code pnpm-lock.yaml}: keys of {@code packages} are {@code /a/1.0.0} up to version 5, {@code
 * /a@1.0.0} in 6, {@code a@1.0.0} in 9; peers follow in parentheses or after an underscore.
 */
public final class PnpmLockAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "pnpm-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("pnpm-lock.yaml");
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
    String key = "";
    String name = "";
    String version = "";
    Scope scope = Scope.RUNTIME;
    int line = 0;
    while (lines.next()) {
      if (lines.blank()) {
        continue;
      }
      int indent = lines.indent();
      String text = lines.text().strip();
      if (indent == 0) {
        add(key, name, version, scope, line, facts);
        key = "";
        packages = text.equals("packages:");
      } else if (packages && indent == 2 && text.endsWith(":")) {
        add(key, name, version, scope, line, facts);
        key = unquote(text.substring(0, text.length() - 1));
        name = "";
        version = "";
        scope = Scope.RUNTIME;
        line = lines.number();
      } else if (packages && indent == 4) {
        // Where the key is an address instead.
        if (text.startsWith("name: ")) {
          name = unquote(text.substring(6));
        } else if (text.startsWith("version: ")) {
          version = unquote(text.substring(9));
        } else if (text.equals("dev: true")) {
          scope = Scope.DEVELOPMENT;
        } else if (text.equals("optional: true") && scope == Scope.RUNTIME) {
          scope = Scope.OPTIONAL;
        }
      }
    }
    add(key, name, version, scope, line, facts);
  }

  private void add(
      String key, String statedName, String statedVersion, Scope scope, int line, Facts facts) {
    if (key.isEmpty()) {
      return;
    }
    String text = key.startsWith("/") ? key.substring(1) : key;
    int peers = text.indexOf('(');
    if (peers > 0) {
      text = text.substring(0, peers);
    }
    int scoped = text.startsWith("@") ? text.indexOf('/') + 1 : 0;
    int at = text.indexOf('@', Math.max(1, scoped));
    int slash = text.indexOf('/', scoped);
    int split = at < 0 || (slash >= 0 && slash < at) ? slash : at;
    String name = statedName.isEmpty() && split > 0 ? text.substring(0, split) : statedName;
    String version = statedVersion;
    if (version.isEmpty() && split > 0) {
      version = text.substring(split + 1);
      int underscore = version.indexOf('_');
      version = underscore > 0 ? version.substring(0, underscore) : version;
    }
    if (version.startsWith("file:") || version.startsWith("link:") || name.contains("://")) {
      return;
    }
    if (NodePackageAnalyzer.isName(name) && !version.isEmpty() && !version.contains("://")) {
      facts.component(id(), NodePackageAnalyzer.purl(name, version), scope, line);
    } else if (name.isEmpty() || version.isEmpty()) {
      facts.gap("line " + line + ": expected a package and its version");
    }
  }

  private static String unquote(String text) {
    return text.replace("'", "").replace("\"", "").strip();
  }
}
