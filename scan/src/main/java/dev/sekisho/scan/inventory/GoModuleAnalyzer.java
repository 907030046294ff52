package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code go.mod}, and {@code go.sum} where the former is older than Go 1.17 and does not list what
 * its dependencies need.
 *
 * @see <a href="https://go.dev/ref/mod">Go Modules Reference</a>
 */
public final class GoModuleAnalyzer implements Analyzer {
  static final String SUM = "go-sum";

  @Override
  public String id() {
    return "go-mod";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("go.mod", "go.sum");
  }

  @Override
  public boolean reads(String path) {
    return Declared.isRead(path);
  }

  static Purl purl(String module, String version) {
    int slash = module.lastIndexOf('/');
    return Purl.of(
        "golang",
        slash < 0 ? "" : module.substring(0, slash),
        module.substring(slash + 1),
        version);
  }

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    if (file.path().endsWith("go.sum")) {
      sum(lines, facts);
    } else {
      module(lines, facts);
    }
  }

  private static void sum(Lines lines, Facts facts) {
    while (lines.next()) {
      String[] fields = lines.text().strip().split(" +", -1);
      if (fields.length == 3 && !fields[1].endsWith("/go.mod") && !fields[0].isEmpty()) {
        facts.component(SUM, purl(fields[0], fields[1]), Scope.RUNTIME, lines.number());
      }
    }
  }

  private record Required(String module, String version, int line) {}

  private void module(Lines lines, Facts facts) {
    List<Required> required = new ArrayList<>();
    Map<String, String[]> replaced = new HashMap<>();
    String block = "";
    String go = "";
    String toolchain = "";
    int goLine = 1;
    while (lines.next()) {
      String line = lines.text();
      int comment = line.indexOf("//");
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.isEmpty()) {
        continue;
      }
      if (text.equals(")")) {
        block = "";
        continue;
      }
      if (text.endsWith("(")) {
        block = text.substring(0, text.length() - 1).strip();
        continue;
      }
      String[] words = text.replace("\"", "").split("\\s+", -1);
      int first = block.isEmpty() ? 1 : 0;
      switch (block.isEmpty() ? words[0] : block) {
        case "require" -> {
          if (words.length >= first + 2 && !words[first].isEmpty()) {
            required.add(new Required(words[first], words[first + 1], lines.number()));
          } else {
            facts.gap("line " + lines.number() + ": expected a module and its version");
          }
        }
        case "replace" -> replace(words, first, replaced);
        case "go" -> {
          go = words.length > 1 ? words[1] : "";
          goLine = lines.number();
        }
        case "toolchain" -> toolchain = words.length > 1 ? words[1].replaceFirst("^go", "") : "";
        default -> {}
      }
    }
    for (Required one : required) {
      String[] by = replaced.get(one.module() + "@" + one.version());
      if (by == null) {
        by = replaced.get(one.module());
      }
      String module = by == null ? one.module() : by[0];
      if (!module.startsWith(".") && !module.startsWith("/") && !module.isEmpty()) {
        facts.component(
            id(), purl(module, by == null ? one.version() : by[1]), Scope.RUNTIME, one.line());
      }
    }
    String standard = toolchain.isEmpty() || toolchain.equals("default") ? go : toolchain;
    if (!standard.isEmpty()) {
      facts.component(id(), Purl.of("golang", "", "stdlib", standard), Scope.RUNTIME, goLine);
    }
  }

  /** {@code old [version] => new [version]}. */
  private static void replace(String[] words, int first, Map<String, String[]> replaced) {
    int arrow = List.of(words).indexOf("=>");
    if (arrow <= first || arrow + 1 >= words.length) {
      return;
    }
    String old = arrow - first > 1 ? words[first] + "@" + words[first + 1] : words[first];
    String version = arrow + 2 < words.length ? words[arrow + 2] : "";
    replaced.put(old, new String[] {words[arrow + 1], version});
  }

  /** Whether the {@code go.mod} with this version lists all that is built in. */
  static boolean complete(String goVersion) {
    String[] parts = goVersion.split("\\.", 3);
    try {
      return parts.length >= 2
          && (Integer.parseInt(parts[0]) > 1 || Integer.parseInt(digits(parts[1])) >= 17);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String digits(String text) {
    int end = 0;
    while (end < text.length() && end < 6 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }
}
