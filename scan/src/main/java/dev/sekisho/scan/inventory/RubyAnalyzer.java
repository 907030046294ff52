package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Installed gems ({@code specifications/*.gemspec}) and {@code Gemfile.lock}. */
public final class RubyAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "ruby";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("Gemfile.lock", "gems.locked", ".gemspec");
  }

  @Override
  public boolean reads(String path) {
    return path.endsWith(".gemspec") ? path.contains("specifications/") : Declared.isRead(path);
  }

  @Override
  public boolean declares(String path) {
    return !path.endsWith(".gemspec");
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    if (file.path().endsWith(".gemspec")) {
      installed(lines, facts);
    } else {
      lock(lines, facts);
    }
  }

  /** {@code s.name = "rake".freeze}, written by RubyGems itself. */
  private void installed(Lines lines, Facts facts) {
    String name = "";
    String version = "";
    List<String> licences = new ArrayList<>();
    while (lines.next()) {
      String text = lines.text().strip();
      int dot = text.indexOf('.');
      if (dot < 0 || dot > 12) {
        continue;
      }
      String field = text.substring(dot + 1);
      if (name.isEmpty() && field.startsWith("name =")) {
        name = quoted(field);
      } else if (version.isEmpty() && field.startsWith("version =")) {
        version = quoted(field);
      } else if (field.startsWith("licenses =")) {
        String[] parts = field.split("\"", -1);
        for (int i = 1; i < parts.length; i += 2) {
          licences.add(parts[i]);
        }
      }
    }
    if (name.isEmpty() || version.isEmpty()) {
      facts.gap("states no name and version as a text");
      return;
    }
    facts.component(id(), Purl.of("gem", "", name, version), licences);
  }

  private static String quoted(String text) {
    for (char quote : new char[] {'"', '\''}) {
      int open = text.indexOf(quote);
      int close = open < 0 ? -1 : text.indexOf(quote, open + 1);
      if (close > 0) {
        return text.substring(open + 1, close);
      }
    }
    return "";
  }

  /** Four spaces, a name, its version in parentheses; six spaces are what it needs. */
  private void lock(Lines lines, Facts facts) {
    String section = "";
    while (lines.next()) {
      int indent = lines.indent();
      if (lines.blank()) {
        continue;
      }
      String text = lines.text().strip();
      if (indent == 0) {
        section = text;
        if (text.startsWith("<<<<<<<")) {
          facts.gap("line " + lines.number() + ": an unresolved conflict");
        }
      } else if (indent == 4 && (section.equals("GEM") || section.equals("GIT"))) {
        int open = text.indexOf(" (");
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
          facts.gap("line " + lines.number() + ": expected a name and its version");
          continue;
        }
        facts.component(
            id(),
            Purl.of("gem", "", text.substring(0, open), plain(text.substring(open + 2, close))),
            Scope.RUNTIME,
            lines.number());
      }
    }
  }

  /** Without a platform: {@code 1.15.0-x86_64-linux}. */
  private static String plain(String version) {
    int dash = version.indexOf('-');
    return dash < 0 ? version : version.substring(0, dash);
  }
}
