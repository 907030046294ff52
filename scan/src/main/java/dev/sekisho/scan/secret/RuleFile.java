package dev.sekisho.scan.secret;

import dev.sekisho.model.Severity;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.format.TomlReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a file of rules as gitleaks does, with one key more: {@code severity} of a rule.
 *
 * @see <a href="https://github.com/gitleaks/gitleaks#configuration">gitleaks, configuration</a>
 */
final class RuleFile {
  private final String name;
  private final boolean trusted;
  private final TomlReader in;
  private final List<SecretRule> rules = new ArrayList<>();
  private final List<AllowList> allowed = new ArrayList<>();
  private final List<Targeted> targeted = new ArrayList<>();
  private final Set<String> disabled = new HashSet<>();
  private final List<String> notes = new ArrayList<>();
  private boolean extendsDefault;
  private String extendsPath = "";
  private Draft rule = new Draft();
  private AllowDraft allow = new AllowDraft();
  private Part part = Part.HEAD;

  /**
   * What a file says.
   *
   * @param allowed for all rules
   * @param targeted for some rules
   * @param disabled ids of the extended file's rules that are left out
   * @param notes what is read and not followed
   */
  record Content(
      List<SecretRule> rules,
      List<AllowList> allowed,
      List<Targeted> targeted,
      Set<String> disabled,
      boolean extendsDefault,
      String extendsPath,
      List<String> notes) {}

  /** An allow list for the rules of some ids. */
  record Targeted(Set<String> rules, AllowList list) {}

  private enum Part {
    HEAD,
    EXTEND,
    RULE,
    RULE_ALLOW,
    ALLOW,
    OTHER
  }

  /** A rule while its keys come. */
  private static final class Draft {
    private String id = "";
    private String description = "";
    private String expression = "";
    private String path = "";
    private final List<String> keywords = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private double entropy;
    private int group;
    private Severity severity = Severity.HIGH;
    private boolean silent;
    private int line;
    private final List<AllowList> allowed = new ArrayList<>();
  }

  /** An allow list while its keys come. */
  private static final class AllowDraft {
    private boolean every;
    private final List<Pattern> paths = new ArrayList<>();
    private final List<Pattern> expressions = new ArrayList<>();
    private final List<String> stopWords = new ArrayList<>();
    private final Set<String> rules = new HashSet<>();
    private AllowList.Target target = AllowList.Target.SECRET;

    AllowList list() {
      return new AllowList(every, paths, expressions, target, stopWords);
    }
  }

  private RuleFile(String name, byte[] bytes, boolean trusted) {
    this.name = name;
    this.trusted = trusted;
    this.in = new TomlReader(bytes, bytes.length);
  }

  /**
   * Reads a file.
   *
   * @param name for messages
   * @param trusted whether its expressions are known to be right: they are compiled when first used
   * @throws MalformedException if it is no such file; names the line and what is expected
   */
  static Content read(String name, byte[] bytes, boolean trusted) throws MalformedException {
    return new RuleFile(name, bytes, trusted).run();
  }

  private Content run() throws MalformedException {
    try {
      while (in.next()) {
        if (in.isTable()) {
          table(in.table());
        } else {
          key(in.key());
        }
      }
      end();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return new Content(
        rules, allowed, targeted, disabled, extendsDefault, extendsPath, List.copyOf(notes));
  }

  private MalformedException wrong(String why) {
    return new MalformedException(name + ", line " + in.line() + ": " + why);
  }

  private void table(String table) throws MalformedException {
    switch (table) {
      case "extend" -> {
        end();
        part = Part.EXTEND;
      }
      case "rules" -> {
        end();
        rule = new Draft();
        rule.line = in.line();
        part = Part.RULE;
      }
      case "rules.allowlist", "rules.allowlists" -> {
        endAllow();
        allow = new AllowDraft();
        part = Part.RULE_ALLOW;
      }
      case "allowlist", "allowlists" -> {
        end();
        allow = new AllowDraft();
        part = Part.ALLOW;
      }
      default -> {
        if (table.startsWith("rules.")) {
          endAllow();
          notes.add(
              "%s, line %d: [%s] of rule %s is not followed: it reports more than it would with it"
                  .formatted(name, in.line(), table, rule.id));
        } else {
          end();
        }
        part = Part.OTHER;
      }
    }
  }

  private void endAllow() {
    switch (part) {
      case RULE_ALLOW -> rule.allowed.add(allow.list());
      case ALLOW -> {
        if (allow.rules.isEmpty()) {
          allowed.add(allow.list());
        } else {
          targeted.add(new Targeted(Set.copyOf(allow.rules), allow.list()));
        }
      }
      case HEAD, EXTEND, RULE, OTHER -> {
        return;
      }
    }
    part = Part.OTHER;
  }

  private void end() throws MalformedException {
    endAllow();
    if (rule.line == 0) {
      return;
    }
    if (rule.id.isEmpty()) {
      throw new MalformedException(name + ", line " + rule.line + ": the rule has no id");
    }
    if (rule.expression.isEmpty() && rule.path.isEmpty()) {
      throw new MalformedException(
          "%s, line %d: rule %s has neither regex nor path".formatted(name, rule.line, rule.id));
    }
    if (!rule.silent) {
      rules.add(
          new SecretRule(
              rule.id,
              rule.description.isEmpty() ? rule.id : rule.description,
              rule.severity,
              rule.expression,
              rule.keywords,
              rule.entropy,
              rule.group,
              Optional.of(rule.path).filter(p -> !p.isEmpty()),
              rule.allowed,
              rule.tags.contains("generic") || rule.id.startsWith("generic-")));
    }
    rule = new Draft();
  }

  private void key(String key) throws MalformedException {
    switch (part) {
      case EXTEND -> extend(key);
      case RULE -> rule(key);
      case RULE_ALLOW, ALLOW -> allow(key);
      case HEAD, OTHER -> {
        return;
      }
    }
  }

  private void extend(String key) {
    switch (key) {
      case "useDefault" -> extendsDefault = in.value().equals("true");
      case "path" -> extendsPath = in.value();
      case "disabledRules" -> disabled.addAll(in.strings());
      default -> notes.add("%s, line %d: %s is not followed".formatted(name, in.line(), key));
    }
  }

  private void rule(String key) throws MalformedException {
    switch (key) {
      case "id" -> rule.id = in.value();
      case "description" -> rule.description = in.value();
      case "regex" -> {
        check(in.value());
        rule.expression = in.value();
      }
      case "path" -> {
        check(in.value());
        rule.path = in.value();
      }
      case "keywords" ->
          in.strings().stream()
              .filter(keyword -> !keyword.isEmpty())
              .forEach(keyword -> rule.keywords.add(keyword.toLowerCase(Locale.ROOT)));
      case "tags" -> rule.tags.addAll(in.strings());
      case "entropy" -> rule.entropy = number();
      case "secretGroup" -> rule.group = (int) number();
      case "skipReport" -> rule.silent = in.value().equals("true");
      case "severity" -> rule.severity = severity(in.value());
      default -> {
        return;
      }
    }
  }

  private void check(String expression) {
    if (!trusted) {
      GoExpression.compile(expression);
    }
  }

  private double number() throws MalformedException {
    try {
      double number = Double.parseDouble(in.value());
      if (number >= 0 && number <= 1000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw wrong(in.key() + " is " + in.value() + ": expected a number from 0");
  }

  private Severity severity(String word) throws MalformedException {
    for (Severity severity : Severity.values()) {
      if (severity.name().equalsIgnoreCase(word)) {
        return severity;
      }
    }
    throw wrong("severity is " + word + ": expected low, medium, high or critical");
  }

  private void allow(String key) throws MalformedException {
    switch (key) {
      case "condition" -> {
        switch (in.value().toUpperCase(Locale.ROOT)) {
          case "AND", "&&" -> allow.every = true;
          case "OR", "||", "" -> allow.every = false;
          default -> throw wrong("condition is " + in.value() + ": expected OR or AND");
        }
      }
      case "paths" -> in.strings().forEach(p -> allow.paths.add(GoExpression.compile(p)));
      case "regexes" -> in.strings().forEach(p -> allow.expressions.add(GoExpression.compile(p)));
      case "regexTarget" -> {
        switch (in.value().toLowerCase(Locale.ROOT)) {
          case "match" -> allow.target = AllowList.Target.MATCH;
          case "line" -> allow.target = AllowList.Target.LINE;
          case "secret", "" -> allow.target = AllowList.Target.SECRET;
          default ->
              throw wrong("regexTarget is " + in.value() + ": expected secret, match or line");
        }
      }
      case "stopwords" ->
          in.strings().forEach(word -> allow.stopWords.add(word.toLowerCase(Locale.ROOT)));
      case "targetRules" -> allow.rules.addAll(in.strings());
      default -> {
        return;
      }
    }
  }
}
