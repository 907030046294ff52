package dev.sekisho.scan.secret;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules made ready for a search. Safe for many threads. */
final class CompiledRules {
  private final List<Compiled> rules = new ArrayList<>();
  private final List<AllowList> allowed;
  private final KeywordAutomaton automaton;
  private final List<Word> words = new ArrayList<>();
  private final int[] always;

  /**
   * What the automaton looks for.
   *
   * @param rule whose it is
   * @param start where the rule's matches begin; empty for a keyword, which may stand anywhere in
   *     the file
   */
  record Word(Compiled rule, Optional<Anchor.Start> start) {}

  /** A rule with its expression, which is compiled when it is first needed. */
  static final class Compiled {
    final int number;
    final SecretRule rule;
    final Optional<Anchor> anchor;
    private final String translated;
    private volatile Optional<Pattern> pattern = Optional.empty();
    private volatile Optional<Pattern> path = Optional.empty();

    Compiled(int number, SecretRule rule) {
      this.number = number;
      this.rule = rule;
      String whole = GoExpression.translate(rule.expression());
      this.anchor =
          rule.expression().isEmpty()
              ? Optional.empty()
              : Anchor.of(whole).filter(found -> agrees(found, rule.keywords()));
      this.translated = anchor.map(Anchor::expression).orElse(whole);
    }

    /** Whether a file with one of the words has one of the keywords, which the form asks for. */
    private static boolean agrees(Anchor anchor, List<String> keywords) {
      return keywords.isEmpty()
          || anchor.starts().stream()
              .allMatch(
                  start ->
                      keywords.stream()
                          .anyMatch(start.word().toLowerCase(java.util.Locale.ROOT)::contains));
    }

    Pattern pattern() {
      Optional<Pattern> known = pattern;
      if (known.isEmpty()) {
        known = Optional.of(GoExpression.compiled(translated, rule.expression()));
        pattern = known;
      }
      return known.get();
    }

    /** Whether it is for files of this path. */
    boolean isFor(String file) {
      if (rule.path().isEmpty()) {
        return true;
      }
      Optional<Pattern> known = path;
      if (known.isEmpty()) {
        known = Optional.of(GoExpression.compile(rule.path().get()));
        path = known;
      }
      return known.get().matcher(file).find();
    }
  }

  CompiledRules(SecretRules source) {
    allowed = source.allowed();
    List<String> keywords = new ArrayList<>();
    List<Integer> unconditional = new ArrayList<>();
    for (SecretRule rule : source.rules()) {
      Compiled compiled = new Compiled(rules.size(), rule);
      rules.add(compiled);
      if (compiled.anchor.isPresent()) {
        for (Anchor.Start start : compiled.anchor.get().starts()) {
          keywords.add(start.word());
          words.add(new Word(compiled, Optional.of(start)));
        }
      } else if (rule.keywords().isEmpty() || rule.expression().isEmpty()) {
        unconditional.add(compiled.number);
      } else {
        for (String keyword : rule.keywords()) {
          keywords.add(keyword);
          words.add(new Word(compiled, Optional.empty()));
        }
      }
    }
    always = unconditional.stream().mapToInt(Integer::intValue).toArray();
    automaton = new KeywordAutomaton(keywords);
  }

  int size() {
    return rules.size();
  }

  Compiled rule(int number) {
    return rules.get(number);
  }

  Optional<Anchor> anchor(String id) {
    for (Compiled compiled : rules) {
      if (compiled.rule.id().equals(id)) {
        return compiled.anchor;
      }
    }
    return Optional.empty();
  }

  /** Rules that are tried on each file, or by its path alone. */
  int[] always() {
    return Arrays.copyOf(always, always.length);
  }

  KeywordAutomaton automaton() {
    return automaton;
  }

  Word word(int number) {
    return words.get(number);
  }

  boolean allows(
      Compiled compiled,
      String path,
      String secret,
      String match,
      java.util.function.Supplier<String> line) {
    if (!compiled.rule.allowed().isEmpty() || !allowed.isEmpty()) {
      String whole = line.get();
      for (AllowList list : compiled.rule.allowed()) {
        if (list.allows(path, secret, match, whole)) {
          return true;
        }
      }
      for (AllowList list : allowed) {
        if (list.allows(path, secret, match, whole)) {
          return true;
        }
      }
    }
    return false;
  }
}
