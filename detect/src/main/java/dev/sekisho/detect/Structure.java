package dev.sekisho.detect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The question that all languages share: which candidate stands in a sink's text in such a way that
 * it spans more than one token, or breaks out of a quoted one?
 */
final class Structure {
  /** What a language thinks of tokens that one input brought. */
  interface Judge {
    /**
     * Whether bringing these tokens is an attack.
     *
     * @param first the first token that the input touches
     * @param last the last one, inclusive
     * @param brokeOut whether the input begins or ends inside a quoted token and goes past it
     */
    boolean isAttack(Tokens tokens, int first, int last, boolean brokeOut);
  }

  /** A candidate may stand in a text many times; so often it is looked at. */
  private static final int MOST_OCCURRENCES = 64;

  /** How many code units of comparison a search for parts may cost, all candidates together. */
  private static final int MOST_STEPS = 400_000;

  /** Shorter parts of an input are found anywhere. */
  private static final int SHORTEST_PART = 6;

  private final Threat threat;
  private final Judge judge;

  Structure(Threat threat, Judge judge) {
    this.threat = threat;
    this.judge = judge;
  }

  /** Adds the first attack, and notes what could not be looked at. */
  void check(Tokens tokens, Inputs inputs, Detection detection) {
    List<Candidate> candidates = inputs.candidates();
    if (inputs.leftOut() > 0 || tokens.cut()) {
      detection.leaveOut();
    }
    if (tokens.count() == 0 || candidates.isEmpty()) {
      return;
    }
    Hit hit = changed(tokens, candidates, detection);
    if (hit != null) {
      detection.add(hit);
    }
  }

  private @Nullable Hit changed(Tokens tokens, List<Candidate> candidates, Detection detection) {
    String folded = Characters.lower(tokens.text());
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (candidate.text().length() <= folded.length()) {
        Hit hit = whole(tokens, folded, candidate);
        if (hit != null) {
          return hit;
        }
      }
    }
    return parts(tokens, folded, candidates, detection);
  }

  private @Nullable Hit whole(Tokens tokens, String folded, Candidate candidate) {
    Search search = new Search(candidate.text());
    int at = search.in(folded, 0);
    for (int seen = 0; at >= 0 && seen < MOST_OCCURRENCES; seen++) {
      Hit hit = judge(tokens, candidate, at, at + candidate.text().length());
      if (hit != null) {
        return hit;
      }
      at = search.in(folded, at + 1);
    }
    return null;
  }

  private @Nullable Hit judge(Tokens tokens, Candidate candidate, int from, int to) {
    int first = tokens.firstEndingAfter(from);
    int last = tokens.lastStartingBefore(to);
    if (first > last || (first == 0 && last == tokens.count() - 1 && coversAll(tokens, from, to))) {
      return null; // white space, or the whole text: what may be run is for the policy to say
    }
    boolean brokeOut =
        first < last && (isInside(tokens, first, from, to) || isInside(tokens, last, from, to));
    if (first == last && !opensComment(tokens, first, from, to)) {
      return null;
    }
    if (!judge.isAttack(tokens, first, last, brokeOut)) {
      return null;
    }
    int token = first < last && isInside(tokens, first, from, to) ? first + 1 : first;
    return new Hit(
        threat, Algorithm.HTTP_PARAMS, candidate, from, to, tokens.start(token), tokens.end(token));
  }

  private static boolean coversAll(Tokens tokens, int from, int to) {
    return from <= tokens.start(0) && to >= tokens.end(tokens.count() - 1);
  }

  /** Whether a place range begins or ends inside a quoted token. */
  private static boolean isInside(Tokens tokens, int i, int from, int to) {
    Kind kind = tokens.kind(i);
    boolean quoted = kind == Kind.TEXT || kind == Kind.NAME || kind == Kind.COMMENT;
    return quoted && (from > tokens.start(i) || to < tokens.end(i));
  }

  /** Whether an input begins a comment that swallows what the application wrote behind it. */
  private static boolean opensComment(Tokens tokens, int i, int from, int to) {
    return tokens.is(i, Kind.COMMENT)
        && from <= tokens.start(i)
        && to >= tokens.inner(i)
        && to < tokens.end(i);
  }

  /**
   * Parts of inputs that cross the end of a quoted token: where an application cuts or changes what
   * it was given, the crossing still stands.
   */
  private @Nullable Hit parts(
      Tokens tokens, String folded, List<Candidate> candidates, Detection detection) {
    int steps = 0;
    for (int i = 0; i < tokens.count(); i++) {
      if ((tokens.kind(i) != Kind.TEXT && tokens.kind(i) != Kind.NAME)
          || tokens.outer(i) == tokens.end(i)
          || i + 1 == tokens.count()) {
        continue;
      }
      int quote = tokens.outer(i);
      for (int c = 0; c < candidates.size() && steps < MOST_STEPS; c++) {
        Candidate candidate = candidates.get(c);
        if (candidate.text().length() < SHORTEST_PART) {
          continue;
        }
        String needle = Characters.lower(candidate.text());
        int in = needle.indexOf(folded.charAt(quote));
        for (; in >= 0 && steps < MOST_STEPS; in = needle.indexOf(folded.charAt(quote), in + 1)) {
          int left = 0;
          while (left < in
              && quote - left > 0
              && needle.charAt(in - left - 1) == folded.charAt(quote - left - 1)) {
            left++;
          }
          int right = 1;
          while (in + right < needle.length()
              && quote + right < folded.length()
              && needle.charAt(in + right) == folded.charAt(quote + right)) {
            right++;
          }
          steps += left + right;
          if (left + right >= SHORTEST_PART && quote + right > tokens.start(i + 1)) {
            Hit hit = judge(tokens, candidate, quote - left, quote + right);
            if (hit != null) {
              return hit;
            }
          }
        }
        steps += needle.length();
      }
    }
    if (steps >= MOST_STEPS) {
      detection.leaveOut();
    }
    return null;
  }
}
