package dev.sekisho.scan.misconfiguration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile or Containerfile: its stages with their instructions, continued lines joined,
 * heredocs taken into their instruction, variables of ARG and ENV put in where they are known.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/">Dockerfile reference</a>
 */
record Dockerfile(List<Stage> stages, Effort effort) {
  private static final Pattern ESCAPE = Pattern.compile("(?i)^#\\s*escape\\s*=\\s*(\\S)\\s*$");
  private static final Pattern DIRECTIVE = Pattern.compile("^#\\s*[A-Za-z]+\\s*=.*$");
  private static final Pattern HEREDOC = Pattern.compile("<<-?\\s*([\"']?)([A-Za-z_][\\w.]*)\\1");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)(?::-([^}]*))?}|([A-Za-z_]\\w*))");
  private static final int LONGEST = 1 << 20;

  /**
   * A stage, from its FROM on.
   *
   * @param name empty if it has none
   * @param base the image or stage as written, known variables put in
   */
  record Stage(String name, String base, int line, List<Instruction> instructions) {
    /** Those of one word. */
    List<Instruction> of(String word) {
      return instructions.stream().filter(each -> each.word().equals(word)).toList();
    }
  }

  /**
   * An instruction.
   *
   * @param word in upper case
   * @param flags such as {@code --from=x}
   * @param rest what follows the flags, heredocs included
   */
  record Instruction(String word, List<String> flags, String rest, int line) {
    /** The arguments: those of a JSON array, else the words. */
    List<String> words() {
      String text = rest.strip();
      if (text.startsWith("[") && text.endsWith("]")) {
        List<String> words = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(text);
        while (matcher.find()) {
          words.add(matcher.group(1).replaceAll("\\\\(.)", "$1"));
        }
        return words;
      }
      return List.of(text.split("\\s+", -1));
    }

    boolean isJson() {
      return rest.strip().startsWith("[");
    }
  }

  Dockerfile {
    stages = List.copyOf(stages);
  }

  /** The stage that becomes the image. */
  Stage last() {
    return stages.getLast();
  }

  /** All instructions of all stages. */
  List<Instruction> all(String word) {
    return stages.stream().flatMap(stage -> stage.of(word).stream()).toList();
  }

  /** Reads one; a text without FROM has no stages. */
  static Dockerfile read(String text) {
    List<Instruction> instructions = instructions(text);
    List<Stage> stages = new ArrayList<>();
    Map<String, String> global = new LinkedHashMap<>();
    Map<String, String> known = new LinkedHashMap<>();
    List<Instruction> current = new ArrayList<>();
    String name = "";
    String base = "";
    int line = 0;
    boolean started = false;
    for (Instruction each : instructions) {
      if (each.word().equals("FROM")) {
        if (started) {
          stages.add(new Stage(name, base, line, List.copyOf(current)));
        }
        started = true;
        current.clear();
        known.clear();
        List<String> words = List.of(expand(each.rest(), global).split("\\s+", -1));
        base = words.getFirst();
        name = words.size() >= 3 && words.get(1).equalsIgnoreCase("as") ? words.get(2) : "";
        line = each.line();
      } else {
        Map<String, String> scope = started ? known : global;
        declare(each, scope, global);
        boolean expands = !each.word().equals("RUN") && !each.word().equals("CMD");
        current.add(
            expands
                ? new Instruction(
                    each.word(), each.flags(), expand(each.rest(), scope), each.line())
                : each);
      }
    }
    if (started) {
      stages.add(new Stage(name, base, line, List.copyOf(current)));
    }
    return new Dockerfile(stages, new Effort());
  }

  private static void declare(
      Instruction each, Map<String, String> scope, Map<String, String> global) {
    if (!each.word().equals("ARG") && !each.word().equals("ENV")) {
      return;
    }
    pairs(each)
        .forEach(
            (key, value) -> {
              String inherited = value.isEmpty() ? global.getOrDefault(key, "") : value;
              if (!inherited.isEmpty()) {
                scope.put(key, expand(inherited, scope));
              }
            });
  }

  /** The variables that an ENV, ARG or LABEL sets; one without value is empty. */
  static Map<String, String> pairs(Instruction instruction) {
    Map<String, String> pairs = new LinkedHashMap<>();
    String rest = instruction.rest().strip();
    if (instruction.word().equals("ENV") && !rest.matches("(?s)[^\\s=]+=.*")) {
      String[] old = rest.split("\\s+", 2);
      pairs.put(old[0], old.length > 1 ? old[1] : "");
      return pairs;
    }
    Matcher matcher =
        Pattern.compile("([^\\s=]+)(?:=(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|(?:[^\\s\\\\]|\\\\.)*))?")
            .matcher(rest);
    while (matcher.find()) {
      String value = matcher.group(2) == null ? "" : matcher.group(2);
      if (value.length() >= 2 && (value.startsWith("\"") || value.startsWith("'"))) {
        value = value.substring(1, value.length() - 1);
      }
      pairs.put(matcher.group(1), value);
    }
    return pairs;
  }

  /** A text with its variables put in; those that are not known stay as they are. */
  private static String expand(String text, Map<String, String> known) {
    if (text.indexOf('$') < 0 || text.length() > LONGEST) {
      return text;
    }
    StringBuilder expanded = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(text);
    int from = 0;
    while (matcher.find() && expanded.length() < LONGEST) {
      String name = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
      String otherwise = matcher.group(2) == null ? matcher.group() : matcher.group(2);
      expanded.append(text, from, matcher.start()).append(known.getOrDefault(name, otherwise));
      from = matcher.end();
    }
    return expanded.append(text.substring(from)).toString();
  }

  private static List<Instruction> instructions(String text) {
    List<Instruction> found = new ArrayList<>();
    String[] lines = text.split("\r?\n", -1);
    String escape = "\\";
    boolean directives = true;
    int at = 0;
    while (at < lines.length) {
      String line = lines[at].strip();
      int start = at + 1;
      at++;
      Matcher directive = ESCAPE.matcher(line);
      if (directives && directive.matches()) {
        escape = directive.group(1);
      }
      directives = directives && DIRECTIVE.matcher(line).matches();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      StringBuilder whole = new StringBuilder(line);
      while (ends(whole, escape) && at < lines.length) {
        whole.setLength(whole.length() - 1);
        // Comments and empty lines in a continued instruction are passed over.
        while (at < lines.length && (lines[at].isBlank() || lines[at].strip().startsWith("#"))) {
          at++;
        }
        if (at < lines.length) {
          whole.append(' ').append(lines[at].strip());
          at++;
        }
      }
      at = heredocs(whole, lines, at);
      found.add(instruction(whole.toString(), start));
    }
    return found;
  }

  private static boolean ends(StringBuilder text, String escape) {
    int last = text.length() - 1;
    return last >= 0 && text.charAt(last) == escape.charAt(0);
  }

  private static int heredocs(StringBuilder whole, String[] lines, int from) {
    int at = from;
    String head = whole.toString();
    if (!head.matches("(?is)^(RUN|COPY|ADD)\\s.*")) {
      return at;
    }
    Matcher matcher = HEREDOC.matcher(head);
    while (matcher.find()) {
      while (at < lines.length && !lines[at].strip().equals(matcher.group(2))) {
        whole.append('\n').append(lines[at]);
        at++;
      }
      at++;
    }
    return Math.min(at, lines.length);
  }

  private static Instruction instruction(String text, int line) {
    String[] parts = text.split("\\s+", 2);
    String rest = parts.length > 1 ? parts[1].strip() : "";
    List<String> flags = new ArrayList<>();
    while (rest.startsWith("--")) {
      String[] next = rest.split("\\s+", 2);
      flags.add(next[0]);
      rest = next.length > 1 ? next[1] : "";
    }
    return new Instruction(parts[0].toUpperCase(Locale.ROOT), List.copyOf(flags), rest, line);
  }
}
