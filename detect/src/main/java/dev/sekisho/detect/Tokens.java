package dev.sekisho.detect;

/**
 * The tokens of a text, in its order and without overlap. Kept as arrays of numbers, because a sink
 * asks millions of times.
 */
final class Tokens {
  /** What is behind more tokens than this is not seen, and {@link #cut} says so. */
  static final int MOST = 20_000;

  private final String text;
  private Kind[] kinds = new Kind[32];
  private int[] bounds = new int[128];
  private int count;
  private boolean cut;
  private boolean broken;

  Tokens(String text) {
    this.text = text;
  }

  /** Adds a token that has no delimiters. */
  boolean add(Kind kind, int start, int end) {
    return add(kind, start, end, start, end);
  }

  /**
   * Adds a token.
   *
   * @param inner where its content begins
   * @param outer where its content ends
   * @return whether there was room
   */
  boolean add(Kind kind, int start, int end, int inner, int outer) {
    if (count == MOST) {
      cut = true;
      return false;
    }
    if (count == kinds.length) {
      Kind[] moreKinds = new Kind[count * 2];
      System.arraycopy(kinds, 0, moreKinds, 0, count);
      kinds = moreKinds;
      int[] moreBounds = new int[count * 8];
      System.arraycopy(bounds, 0, moreBounds, 0, count * 4);
      bounds = moreBounds;
    }
    kinds[count] = kind;
    bounds[count * 4] = start;
    bounds[count * 4 + 1] = end;
    bounds[count * 4 + 2] = inner;
    bounds[count * 4 + 3] = outer;
    count++;
    return true;
  }

  /** Notes that a delimiter was never closed. */
  void breakOff() {
    broken = true;
  }

  String text() {
    return text;
  }

  int count() {
    return count;
  }

  /** Whether there were more than {@link #MOST}. */
  boolean cut() {
    return cut;
  }

  /** Whether a delimiter was never closed. */
  boolean broken() {
    return broken;
  }

  Kind kind(int i) {
    return kinds[i];
  }

  int start(int i) {
    return bounds[i * 4];
  }

  int end(int i) {
    return bounds[i * 4 + 1];
  }

  /** Where the content begins, behind the opening delimiter. */
  int inner(int i) {
    return bounds[i * 4 + 2];
  }

  /** Where the content ends, before the closing delimiter. */
  int outer(int i) {
    return bounds[i * 4 + 3];
  }

  boolean is(int i, Kind kind) {
    return i >= 0 && i < count && kinds[i] == kind;
  }

  /** Whether a token is one character. */
  boolean is(int i, char c) {
    return i >= 0 && i < count && end(i) - start(i) == 1 && text.charAt(start(i)) == c;
  }

  /** Whether a bare word is this one, in either case. */
  boolean isWord(int i, String lower) {
    if (!is(i, Kind.WORD) || end(i) - start(i) != lower.length()) {
      return false;
    }
    for (int c = 0; c < lower.length(); c++) {
      if (Characters.lower(text.charAt(start(i) + c)) != lower.charAt(c)) {
        return false;
      }
    }
    return true;
  }

  /** The token's text, delimiters included. */
  String textOf(int i) {
    return text.substring(start(i), end(i));
  }

  /** The token's text in lower case. */
  String lower(int i) {
    return Characters.lower(textOf(i));
  }

  /** The first token that ends behind a place, {@link #count} if none. */
  int firstEndingAfter(int place) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end(middle) > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The last token that starts before a place, -1 if none. */
  int lastStartingBefore(int place) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start(middle) < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
