package dev.sekisho.scan.misconfiguration;

import dev.sekisho.scan.format.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The blocks of a Terraform file. Literals are read, {@code jsonencode} of literals too, variables
 * and locals of the same file put in; every other expression is unknown.
 *
 * @see <a href="https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md">HCL native syntax</a>
 */
final class HclFile {
  private static final int DEPTH = 100;

  private final String text;
  private int at;
  private int line = 1;

  private HclFile(String text) {
    this.text = text;
  }

  /**
   * A block.
   *
   * @param type such as {@code resource}
   * @param labels such as {@code aws_ecr_repository} and the name
   */
  record Block(String type, List<String> labels, Value body, int line) {}

  /**
   * Reads all blocks of the file.
   *
   * @throws MalformedException with the line, if it is no HCL
   */
  static List<Block> read(String text) throws MalformedException {
    List<Block> blocks = new HclFile(text).file();
    Map<String, Value> known = new LinkedHashMap<>();
    for (Block block : blocks) {
      if (block.type().equals("variable") && block.labels().size() == 1) {
        known.put("var." + block.labels().getFirst(), block.body().at("default"));
      } else if (block.type().equals("locals")) {
        block.body().fields().forEach((name, value) -> known.put("local." + name, value));
      }
    }
    List<Block> resolved = new ArrayList<>();
    for (Block block : blocks) {
      resolved.add(
          new Block(
              block.type(),
              block.labels(),
              block.body().map(value -> put(value, known)),
              block.line()));
    }
    return resolved;
  }

  private static Value put(Value value, Map<String, Value> known) {
    if (value instanceof Value.Unknown unknown) {
      Value found = known.get(unknown.expression());
      if (found instanceof Value.Text text) {
        return new Value.Text(text.text(), unknown.line());
      }
    }
    return value;
  }

  private MalformedException wrong(String why) {
    return new MalformedException("line " + line + ": " + why);
  }

  private List<Block> file() throws MalformedException {
    List<Block> blocks = new ArrayList<>();
    blank(true);
    while (at < text.length()) {
      int start = line;
      String type = name();
      blocks.add(block(type, start, 0));
      blank(true);
    }
    return blocks;
  }

  /** A block whose type has been read. */
  private Block block(String type, int start, int depth) throws MalformedException {
    List<String> labels = new ArrayList<>();
    blank(false);
    while (at < text.length() && text.charAt(at) != '{') {
      if (text.charAt(at) == '"') {
        labels.add(string().text());
      } else {
        labels.add(name());
      }
      blank(false);
    }
    expect('{');
    return new Block(type, labels, body(start, depth + 1), start);
  }

  private Value body(int start, int depth) throws MalformedException {
    if (depth > DEPTH) {
      throw wrong("blocks are nested deeper than " + DEPTH + " levels");
    }
    Map<String, Value> fields = new LinkedHashMap<>();
    blank(true);
    while (peek() != '}') {
      int here = line;
      String name = name();
      blank(false);
      if (peek() == '=' && peek(1) != '=') {
        at++;
        blank(false);
        fields.put(name, expression(depth));
      } else {
        Value body = block(name, here, depth).body();
        String key = name.equals("dynamic") ? "dynamic " + here : name;
        Value before = fields.get(key);
        List<Value> all = new ArrayList<>(before == null ? List.of() : before.each());
        all.add(body);
        fields.put(key, new Value.Items(all, here));
      }
      blank(true);
    }
    expect('}');
    return new Value.Table(fields, start);
  }

  private char peek() throws MalformedException {
    if (at >= text.length()) {
      throw wrong("the file ends in the middle");
    }
    return text.charAt(at);
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  private void expect(char wanted) throws MalformedException {
    if (peek() != wanted) {
      throw wrong("expected " + wanted + ", found " + peek());
    }
    at++;
  }

  private static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private String name() throws MalformedException {
    int from = at;
    if (at < text.length() && text.charAt(at) == '"') {
      return string().text();
    }
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw wrong("expected a name, found " + peek());
    }
    return text.substring(from, at);
  }

  /** Passes over blanks and comments, and over ends of lines where they mean nothing. */
  private void blank(boolean lines) throws MalformedException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        if (!lines) {
          return;
        }
        line++;
        at++;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\uFEFF' || (lines && c == ',')) {
        at++;
      } else if (c == '#' || (c == '/' && peek(1) == '/')) {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == '/' && peek(1) == '*') {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw wrong("a comment does not end");
        }
        count(at, end);
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private void count(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
  }

  private Value expression(int depth) throws MalformedException {
    if (depth > DEPTH) {
      throw wrong("values are nested deeper than " + DEPTH + " levels");
    }
    int from = at;
    int start = line;
    Optional<Value> literal = literal(depth);
    blank(false);
    if (literal.isPresent() && isEnd()) {
      return literal.get();
    }
    at = from;
    line = start;
    return rest();
  }

  private boolean isEnd() {
    char c = peek(0);
    return c == 0 || c == '\n' || c == ',' || c == '}' || c == ']' || c == ')';
  }

  private Optional<Value> literal(int depth) throws MalformedException {
    int start = line;
    char c = peek();
    if (c == '"') {
      return Optional.of(string());
    }
    if (c == '<' && peek(1) == '<') {
      return Optional.of(heredoc());
    }
    if (c == '[') {
      return Optional.of(list(depth));
    }
    if (c == '{') {
      at++;
      return object(start, depth);
    }
    int from = at;
    while (at < text.length() && (isName(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    String word = text.substring(from, at);
    if (word.equals("jsonencode") && peek(0) == '(') {
      at++;
      blank(true);
      Value value = expression(depth + 1);
      blank(true);
      expect(')');
      return Optional.of(value);
    }
    if (word.equals("true") || word.equals("false") || word.matches("-?[0-9]+(\\.[0-9]+)?")) {
      return Optional.of(new Value.Text(word, start));
    }
    return word.equals("null") ? Optional.of(new Value.Absent(start)) : Optional.empty();
  }

  private Value list(int depth) throws MalformedException {
    int start = line;
    List<Value> items = new ArrayList<>();
    expect('[');
    blank(true);
    while (peek() != ']') {
      items.add(expression(depth + 1));
      blank(true);
    }
    expect(']');
    return new Value.Items(items, start);
  }

  /** Empty if it is a comprehension. */
  private Optional<Value> object(int start, int depth) throws MalformedException {
    Map<String, Value> fields = new LinkedHashMap<>();
    blank(true);
    while (peek() != '}') {
      if (peek() == '(') {
        return Optional.empty();
      }
      String name = name();
      blank(false);
      if (peek() != '=' && peek() != ':') {
        return Optional.empty();
      }
      at++;
      blank(false);
      fields.put(name, expression(depth + 1));
      blank(true);
    }
    expect('}');
    return Optional.of(new Value.Table(fields, start));
  }

  private Value string() throws MalformedException {
    int start = line;
    StringBuilder content = new StringBuilder();
    boolean isTemplate = false;
    expect('"');
    int open = 0;
    while (open > 0 || peek() != '"') {
      char c = peek();
      if (c == '\n') {
        throw wrong("a string does not end");
      }
      if ((c == '$' || c == '%') && peek(1) == '{') {
        isTemplate = true;
        open++;
        at++;
      } else if (open > 0 && c == '}') {
        open--;
      } else if (c == '\\' && at + 1 < text.length()) {
        at++;
        content.append(escaped(peek()));
        at++;
        continue;
      }
      content.append(peek());
      at++;
    }
    at++;
    return isTemplate
        ? new Value.Unknown(content.toString(), start)
        : new Value.Text(content.toString(), start);
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> c;
    };
  }

  private Value heredoc() throws MalformedException {
    int start = line;
    int end = text.indexOf('\n', at);
    if (end < 0) {
      throw wrong("a heredoc does not end");
    }
    String marker = text.substring(at + 2, end).replaceFirst("^-", "").strip();
    int from = end + 1;
    int look = from;
    while (look < text.length()) {
      int stop = text.indexOf('\n', look);
      String one = text.substring(look, stop < 0 ? text.length() : stop).strip();
      if (one.equals(marker)) {
        String content = text.substring(from, look);
        count(at, look);
        at = stop < 0 ? text.length() : stop;
        return content.contains("${") || content.contains("%{")
            ? new Value.Unknown(content, start)
            : new Value.Text(content, start + 1);
      }
      look = stop < 0 ? text.length() : stop + 1;
    }
    throw wrong("a heredoc does not end");
  }

  /** An expression that is not read: up to where it ends, by its brackets. */
  private Value rest() throws MalformedException {
    int start = line;
    int from = at;
    int open = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
        continue;
      }
      if (c == '<' && peek(1) == '<' && (Character.isLetter(peek(2)) || peek(2) == '-')) {
        heredoc();
        continue;
      }
      if (open == 0 && isEnd()) {
        break;
      }
      if (c == '(' || c == '[' || c == '{') {
        open++;
      } else if (c == ')' || c == ']' || c == '}') {
        open--;
      } else if (c == '\n') {
        line++;
      }
      at++;
    }
    if (at == from) {
      throw wrong("expected a value");
    }
    return new Value.Unknown(text.substring(from, at).strip(), start);
  }
}
