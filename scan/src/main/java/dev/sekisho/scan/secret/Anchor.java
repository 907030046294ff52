package dev.sekisho.scan.secret;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Where matches of an expression can begin: one of a few words stands in each, at a fixed place.
 * The expression need be tried there only, which is what makes a search over everything fast.
 *
 * @param expression in Java's syntax, without what may stand before the words in any length
 * @param starts the words, lower case; each match has one
 * @param lead how many bytes of a match precede the word
 * @param exactCase whether the words are to be taken as written
 * @param bounded whether a match begins at the edge of a word
 */
record Anchor(String expression, List<Start> starts, int lead, boolean exactCase, boolean bounded) {
  Anchor {
    starts = List.copyOf(starts);
  }

  /**
   * A word that begins a match.
   *
   * @param word as in the expression
   * @param following which bytes come next
   * @param run how many of them at least; 0 if nothing is known
   */
  record Start(String word, BitSet following, int run) {}

  static final int SHORTEST = 3;
  private static final int MOST = 200;

  /**
   * Finds it.
   *
   * @param expression in Java's syntax, one that compiles
   * @return empty if matches can begin with too much
   */
  static Optional<Anchor> of(String expression) {
    AnchorParser parser = new AnchorParser(expression);
    List<AnchorParser.Prefix> prefixes = parser.parse();
    if (prefixes.isEmpty() || prefixes.size() > MOST) {
      return Optional.empty();
    }
    for (AnchorParser.Prefix prefix : prefixes) {
      if (prefix.text().length() < SHORTEST) {
        return Optional.empty();
      }
    }
    List<Start> starts =
        prefixes.stream().distinct().map(p -> new Start(p.text(), p.following(), p.run())).toList();
    return Optional.of(
        new Anchor(
            parser.withoutFiller(), starts, parser.lead(), !parser.folds(), parser.bounded()));
  }

  /** Whether the bytes around an occurrence of a word allow a match, before it is tried. */
  boolean admits(Start start, byte[] bytes, int at, int length) {
    String word = start.word();
    if (exactCase) {
      for (int i = 0; i < word.length(); i++) {
        if ((char) (bytes[at + i] & 0xff) != word.charAt(i)) {
          return false;
        }
      }
    }
    if (bounded && lead == 0 && at > 0 && isWord(bytes[at - 1]) == isWord((byte) word.charAt(0))) {
      return false;
    }
    int from = at + word.length();
    if (start.run() > length - from) {
      return false;
    }
    for (int i = 0; i < start.run(); i++) {
      if (!start.following().get(bytes[from + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_';
  }
}
