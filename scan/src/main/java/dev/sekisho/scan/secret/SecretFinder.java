package dev.sekisho.scan.secret;

import dev.sekisho.scan.secret.CompiledRules.Compiled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/** Looks for secrets in the bytes of one file or part of one. Used by one thread. */
final class SecretFinder {
  /** The longest match that is looked for from a word. */
  static final int LONGEST = 16 << 10;

  private static final long LEAST_BUDGET = 4_000_000;
  private static final int BUDGET_A_BYTE = 400;
  private static final int BINARY_PREFIX = 8 << 10;

  private final CompiledRules rules;
  private final int[] always;
  private final Matcher[] matchers;
  private final int[] tried;
  private final long[] budgets;
  private final boolean[] pending;
  private ByteText text = new ByteText(new byte[0], 0);
  private byte[] bytes = {};
  private int length;
  private String path = "";
  private boolean binary;
  private int generation;
  private final int[] generations;
  private final List<Match> found = new ArrayList<>();
  private Consumer<String> gaveUp = rule -> {};

  /**
   * A secret.
   *
   * @param start of the whole match, in the bytes that were given
   * @param from of the secret itself
   */
  record Match(SecretRule rule, int start, int end, int from, int to) {}

  SecretFinder(CompiledRules rules) {
    this.rules = rules;
    this.always = rules.always();
    this.matchers = new Matcher[rules.size()];
    this.tried = new int[rules.size()];
    this.budgets = new long[rules.size()];
    this.pending = new boolean[rules.size()];
    this.generations = new int[rules.size()];
  }

  /**
   * Searches.
   *
   * @param first whether the bytes begin a file, so that rules of paths alone speak once
   * @param unfinished told the id of a rule whose expression read more than it may
   * @return in the order of their place; rules for one product go before general ones
   */
  List<Match> find(
      String file, byte[] content, int size, boolean first, Consumer<String> unfinished) {
    path = file;
    bytes = content;
    length = size;
    text = new ByteText(content, size);
    binary = isBinary(content, size);
    gaveUp = unfinished;
    generation++;
    found.clear();
    Arrays.fill(pending, false);
    rules.automaton().find(bytes, 0, length, this::word);
    for (int number = 0; number < pending.length; number++) {
      if (pending[number]) {
        everywhere(rules.rule(number));
      }
    }
    for (int number : always) {
      Compiled compiled = rules.rule(number);
      if (!compiled.rule.expression().isEmpty()) {
        everywhere(compiled);
      } else if (first && compiled.isFor(path) && !rules.allows(compiled, path, "", "", () -> "")) {
        found.add(new Match(compiled.rule, 0, 0, 0, 0));
      }
    }
    return chosen();
  }

  /** How many bytes at the start of a secret are the same in all of its kind. */
  int front(Match match) {
    Optional<Anchor> anchor = rules.anchor(match.rule().id());
    if (anchor.isEmpty() || !anchor.get().exactCase() || anchor.get().lead() > 0) {
      return 0;
    }
    for (Anchor.Start start : anchor.get().starts()) {
      int length = start.word().length();
      if (match.to() - match.from() > 2 * length
          && string(match.from(), match.from() + length).equals(start.word())) {
        return anchor.get().starts().size() == 1 ? length : length - 1;
      }
    }
    return 0;
  }

  private static boolean isBinary(byte[] content, int size) {
    for (int i = 0; i < Math.min(size, BINARY_PREFIX); i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private void word(int number, int at) {
    CompiledRules.Word word = rules.word(number);
    Compiled compiled = word.rule();
    if (binary && compiled.rule.general()) {
      return;
    }
    Optional<Anchor.Start> start = word.start();
    if (start.isEmpty()) {
      pending[compiled.number] = true;
      return;
    }
    Anchor anchor = compiled.anchor.orElseThrow();
    int from = at - anchor.lead();
    if (from < 0 || !anchor.admits(start.get(), bytes, at, length)) {
      return;
    }
    begin(compiled.number);
    // Within its last match, or given up.
    if (from < tried[compiled.number] || !compiled.isFor(path)) {
      return;
    }
    Matcher matcher = matcher(compiled);
    matcher.region(from, Math.min(length, from + LONGEST));
    attempt(
        compiled,
        () -> {
          if (matcher.lookingAt()) {
            tried[compiled.number] = matcher.end();
            take(compiled, matcher);
          }
        });
  }

  /** What a rule may read is reckoned for the whole of the bytes. */
  private void begin(int number) {
    if (generations[number] != generation) {
      generations[number] = generation;
      tried[number] = 0;
      budgets[number] = LEAST_BUDGET + (long) length * BUDGET_A_BYTE;
    }
  }

  private void everywhere(Compiled compiled) {
    if (!compiled.isFor(path) || (binary && compiled.rule.general())) {
      return;
    }
    begin(compiled.number);
    Matcher matcher = matcher(compiled);
    attempt(
        compiled,
        () -> {
          while (matcher.find()) {
            take(compiled, matcher);
          }
        });
  }

  /** An expression that goes astray ends itself, and is told of; the scan goes on. */
  private void attempt(Compiled compiled, Runnable search) {
    text.grant(budgets[compiled.number]);
    try {
      search.run();
      budgets[compiled.number] = text.left();
    } catch (ByteText.ExhaustedException | StackOverflowError e) {
      tried[compiled.number] = Integer.MAX_VALUE;
      gaveUp.accept(compiled.rule.id());
    }
  }

  private Matcher matcher(Compiled compiled) {
    Matcher matcher = matchers[compiled.number];
    if (matcher == null) {
      matcher = compiled.pattern().matcher(text);
      matcher.useTransparentBounds(true);
      matcher.useAnchoringBounds(false);
      matchers[compiled.number] = matcher;
    } else {
      matcher.reset(text);
    }
    return matcher;
  }

  private void take(Compiled compiled, Matcher matcher) {
    int group = group(compiled.rule, matcher);
    int from = matcher.start(group);
    int to = matcher.end(group);
    if (from < 0 || from == to) {
      return;
    }
    if (compiled.rule.entropy() > 0 && entropy(bytes, from, to) <= compiled.rule.entropy()) {
      return;
    }
    int start = matcher.start();
    int end = matcher.end();
    if (rules.allows(
        compiled, path, string(from, to), string(start, end), () -> line(start, end))) {
      return;
    }
    found.add(new Match(compiled.rule, start, end, from, to));
  }

  private static int group(SecretRule rule, Matcher matcher) {
    if (rule.group() > 0) {
      return Math.min(rule.group(), matcher.groupCount());
    }
    for (int i = 1; i <= matcher.groupCount(); i++) {
      if (matcher.start(i) >= 0 && matcher.end(i) > matcher.start(i)) {
        return i;
      }
    }
    return 0;
  }

  private String string(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String line(int start, int end) {
    int from = start;
    while (from > 0 && start - from < 1000 && bytes[from - 1] != '\n') {
      from--;
    }
    int to = end;
    while (to < length && to - end < 1000 && bytes[to] != '\n') {
      to++;
    }
    return string(from, to);
  }

  /** Bits a character, by how often each occurs. */
  static double entropy(byte[] bytes, int from, int to) {
    int[] counts = new int[256];
    for (int i = from; i < to; i++) {
      counts[bytes[i] & 0xff]++;
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / (to - from);
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  /** A general rule is silent where another one speaks. */
  private List<Match> chosen() {
    List<Match> all = new ArrayList<>();
    for (Match match : found) {
      boolean better =
          match.rule().general()
              && found.stream()
                  .anyMatch(
                      other ->
                          !other.rule().general()
                              && other.from() < match.to()
                              && match.from() < other.to());
      if (!better) {
        all.add(match);
      }
    }
    all.sort(java.util.Comparator.comparingInt(Match::from));
    return all;
  }
}
