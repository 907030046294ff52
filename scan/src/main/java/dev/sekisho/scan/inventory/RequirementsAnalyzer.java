package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;

/**
 * {@code requirements.txt}: what is pinned by {@code ==} or {@code ===}. A requirement without a
 * pin does not say what will be installed; it is told as a gap, once a file.
 *
 * @see <a href="https://pip.pypa.io/en/stable/reference/requirements-file-format/">Requirements
 *     file format</a>
 */
public final class RequirementsAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "requirements";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(".txt");
  }

  @Override
  public boolean reads(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return Declared.isRead(path)
        && name.endsWith(".txt")
        && (name.startsWith("requirements")
            || name.endsWith("requirements.txt")
            || path.contains("requirements/"));
  }

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    StringBuilder joined = new StringBuilder();
    int first = 0;
    int open = 0;
    Scope scope = file.path().contains("dev") ? Scope.DEVELOPMENT : Scope.RUNTIME;
    while (lines.next()) {
      if (joined.isEmpty()) {
        first = lines.number();
      }
      String text = lines.text();
      if (text.endsWith("\\") && joined.length() < 65536) {
        joined.append(text, 0, text.length() - 1);
        continue;
      }
      joined.append(text);
      open += requirement(joined.toString(), first, scope, facts) ? 0 : 1;
      joined.setLength(0);
    }
    if (!joined.isEmpty()) {
      open += requirement(joined.toString(), first, scope, facts) ? 0 : 1;
    }
    if (open > 0) {
      facts.gap(open + " requirements name no exact version");
    }
  }

  /** Whether the line is understood, or is none. */
  private boolean requirement(String line, int number, Scope scope, Facts facts) {
    String text = line;
    int comment = text.startsWith("#") ? 0 : text.indexOf(" #");
    text = (comment < 0 ? text : text.substring(0, comment)).strip();
    if (text.isEmpty() || text.startsWith("-")) {
      return true;
    }
    int end = text.length();
    for (String stop : List.of(";", " --", " @ ")) {
      int at = text.indexOf(stop);
      end = at >= 0 && at < end ? at : end;
    }
    text = text.substring(0, end);
    int equals = text.indexOf("==");
    String name = equals < 0 ? text : text.substring(0, equals);
    int extras = name.indexOf('[');
    name = (extras < 0 ? name : name.substring(0, extras)).strip();
    String version = equals < 0 ? "" : text.substring(equals + 2).replaceFirst("^=", "").strip();
    if (version.isEmpty() || version.contains("*") || version.contains(",") || !isName(name)) {
      return false;
    }
    facts.component(id(), Purl.of("pypi", "", name, version), scope, number);
    return true;
  }

  static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      if (!good) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
