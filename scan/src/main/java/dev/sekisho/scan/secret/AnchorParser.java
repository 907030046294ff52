package dev.sekisho.scan.secret;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads the front of an expression as far as it is made of few words. */
final class AnchorParser {
  private static final int FEW = 16;
  private static final int MOST = 256;
  private static final int ENOUGH = 4;

  /** A run of so many kinds of bytes is no word. */
  private static final int LEADING = 9;

  private static final int LONGEST = 24;
  private static final BitSet NOTHING = new BitSet();

  private final String text;
  private int at;
  private int depth;
  private boolean fold;
  private boolean folded;
  private boolean bounded;
  private boolean later;
  private int lead;
  private int fillerFrom = -1;
  private int fillerTo = -1;

  /**
   * What matches begin with.
   *
   * @param open whether more may be appended
   */
  record Prefix(String text, boolean open, BitSet following, int run) {
    Prefix closed() {
      return open ? new Prefix(text, false, following, run) : this;
    }
  }

  private static final Prefix EMPTY = new Prefix("", true, NOTHING, 0);

  /** How often an atom stands. */
  private record Count(int least, int most) {
    boolean isOnce() {
      return least == 1 && most == 1;
    }
  }

  AnchorParser(String text) {
    this.text = text;
  }

  List<Prefix> parse() {
    return alternatives();
  }

  int lead() {
    return lead;
  }

  boolean folds() {
    return folded;
  }

  boolean bounded() {
    return bounded;
  }

  String withoutFiller() {
    return fillerFrom < 0 ? text : text.substring(0, fillerFrom) + text.substring(fillerTo);
  }

  private List<Prefix> alternatives() {
    List<Prefix> all = new ArrayList<>(sequence());
    while (at < text.length() && text.charAt(at) == '|') {
      if (depth == 0) {
        // A lead or an edge belongs to the first alternative only.
        bounded = false;
        later = true;
        if (lead > 0 || fillerFrom >= 0) {
          lead = 0;
          fillerFrom = -1;
          all.add(EMPTY.closed());
        }
      }
      at++;
      all.addAll(sequence());
    }
    return all;
  }

  private List<Prefix> sequence() {
    List<Prefix> found = List.of(EMPTY);
    boolean first = true;
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      int start = at;
      char c = text.charAt(at);
      if (c == '(') {
        if (isFlags()) {
          continue;
        }
        found = times(found, group(), count());
      } else if (c == '^' || c == '$' || isEdge()) {
        bounded |= first && depth == 0 && text.startsWith("\\b", at);
        at += c == '\\' ? 2 : 1;
      } else {
        BitSet bytes = atom();
        Count count = count();
        if (depth == 0 && !later && isUntouched(found) && bytes.cardinality() > LEADING) {
          if (count.least() == 0 && lead == 0 && fillerFrom < 0 && !bounded) {
            fillerFrom = start;
            fillerTo = at;
            continue;
          }
          if (count.least() == count.most() && fillerFrom < 0) {
            lead += count.least();
            first = false;
            continue;
          }
        }
        found = append(found, bytes, count);
      }
      first = false;
    }
    return found;
  }

  private static boolean isUntouched(List<Prefix> found) {
    return found.size() == 1 && found.getFirst().text().isEmpty() && found.getFirst().open();
  }

  private boolean isEdge() {
    return text.startsWith("\\b", at)
        || text.startsWith("\\B", at)
        || text.startsWith("\\A", at)
        || text.startsWith("\\z", at);
  }

  /** {@code (?i)}: holds for the rest of the group. */
  private boolean isFlags() {
    if (!text.startsWith("(?", at)) {
      return false;
    }
    int close = at + 2;
    while (close < text.length() && "ims-".indexOf(text.charAt(close)) >= 0) {
      close++;
    }
    if (close == at + 2 || close >= text.length() || text.charAt(close) != ')') {
      return false;
    }
    flags(text.substring(at + 2, close));
    at = close + 1;
    return true;
  }

  private void flags(String flags) {
    int minus = flags.indexOf('-');
    int i = flags.indexOf('i');
    if (i >= 0) {
      fold = minus < 0 || i < minus;
      folded |= fold;
    }
  }

  private List<Prefix> group() {
    boolean before = fold;
    at++;
    if (text.startsWith("?<", at)) {
      at = text.indexOf('>', at) + 1;
    } else if (text.startsWith("?", at)) {
      int colon = text.indexOf(':', at);
      flags(text.substring(at + 1, colon));
      at = colon + 1;
    }
    depth++;
    List<Prefix> inside = alternatives();
    depth--;
    at++;
    fold = before;
    return inside;
  }

  private Count count() {
    int least = 1;
    int most = 1;
    if (at < text.length()) {
      switch (text.charAt(at)) {
        case '?' -> {
          least = 0;
          at++;
        }
        case '*' -> {
          least = 0;
          most = Integer.MAX_VALUE;
          at++;
        }
        case '+' -> {
          most = Integer.MAX_VALUE;
          at++;
        }
        case '{' -> {
          int end = text.indexOf('}', at);
          String[] parts = text.substring(at + 1, end).split(",", 2);
          least = Integer.parseInt(parts[0]);
          most =
              parts.length == 1
                  ? least
                  : parts[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(parts[1]);
          at = end + 1;
        }
        default -> {
          return new Count(1, 1);
        }
      }
      if (at < text.length() && text.charAt(at) == '?') {
        at++;
      }
    }
    return new Count(least, most);
  }

  private List<Prefix> append(List<Prefix> found, BitSet bytes, Count count) {
    List<Prefix> next = new ArrayList<>();
    for (Prefix prefix : found) {
      if (!prefix.open()) {
        next.add(prefix);
      } else if (isWorthAppending(prefix, bytes, count, found.size())) {
        append(next, prefix, bytes, count);
      } else if (isTooShort(prefix, bytes, count, found.size())) {
        bytes.stream()
            .forEach(
                b ->
                    next.add(
                        new Prefix(prefix.text() + (char) b, false, bytes, count.least() - 1)));
      } else {
        next.add(new Prefix(prefix.text(), false, bytes, Math.min(count.least(), 64)));
      }
    }
    return next;
  }

  /** Whether one byte of a run makes the word long enough. */
  private static boolean isTooShort(Prefix prefix, BitSet bytes, Count count, int others) {
    return prefix.text().length() == Anchor.SHORTEST - 1
        && count.least() > 0
        && bytes.cardinality() <= FEW
        && bytes.cardinality() * others <= MOST;
  }

  private static boolean isWorthAppending(Prefix prefix, BitSet bytes, Count count, int others) {
    int kinds = bytes.cardinality();
    int length = prefix.text().length();
    if (kinds == 0 || kinds > FEW || length >= LONGEST) {
      return false;
    }
    if (count.isOnce()) {
      // Both cases of one letter cost nothing: the words are looked for without regard to case.
      return folded(bytes) == 1 || (length < ENOUGH && kinds * others <= MOST);
    }
    return count.least() == 0 && count.most() == 1 && length < ENOUGH && kinds * others <= MOST;
  }

  private static int folded(BitSet bytes) {
    return (int) bytes.stream().map(b -> Character.toLowerCase(b)).distinct().count();
  }

  private void append(List<Prefix> next, Prefix prefix, BitSet bytes, Count count) {
    if (count.least() == 0) {
      next.add(prefix);
    }
    bytes.stream()
        .map(b -> fold ? Character.toLowerCase(b) : b)
        .distinct()
        .forEach(b -> next.add(new Prefix(prefix.text() + (char) b, true, NOTHING, 0)));
  }

  private static List<Prefix> times(List<Prefix> found, List<Prefix> group, Count count) {
    List<Prefix> next = new ArrayList<>();
    for (Prefix prefix : found) {
      if (!prefix.open()) {
        next.add(prefix);
        continue;
      }
      boolean optional = count.least() == 0;
      if ((optional && (prefix.text().length() >= ENOUGH || count.most() > 1))
          || (long) group.size() * found.size() > MOST
          || prefix.text().length() >= LONGEST) {
        next.add(prefix.closed());
        continue;
      }
      if (optional) {
        next.add(prefix);
      }
      for (Prefix inside : group) {
        next.add(
            new Prefix(
                prefix.text() + inside.text(),
                inside.open() && count.most() == 1,
                inside.following(),
                inside.run()));
      }
    }
    return next;
  }

  /** The bytes that one character, class or escape stands for. */
  private BitSet atom() {
    char c = text.charAt(at);
    BitSet bytes = new BitSet(256);
    if (c == '[') {
      bytes = characterClass();
    } else if (c == '.') {
      bytes.set(0, 256);
      bytes.clear('\n');
      at++;
    } else if (c == '\\') {
      escape(bytes);
    } else {
      set(bytes, c);
      at++;
    }
    return bytes;
  }

  private void set(BitSet bytes, int c) {
    bytes.set(c & 0xff);
    if (fold && c < 0x80 && Character.isLetter(c)) {
      bytes.set(Character.toLowerCase(c));
      bytes.set(Character.toUpperCase(c));
    }
  }

  private BitSet characterClass() {
    BitSet bytes = new BitSet(256);
    at++;
    boolean not = text.charAt(at) == '^';
    if (not) {
      at++;
    }
    while (text.charAt(at) != ']') {
      int from = member(bytes);
      if (from >= 0 && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
        at++;
        int to = member(bytes);
        for (int c = from; c <= to; c++) {
          set(bytes, c);
        }
      }
    }
    at++;
    if (not) {
      bytes.flip(0, 256);
    }
    return bytes;
  }

  /** One member of a class; -1 if it is a class itself. */
  private int member(BitSet bytes) {
    if (text.charAt(at) == '\\') {
      return escape(bytes);
    }
    int c = text.charAt(at++);
    set(bytes, c);
    return c;
  }

  /** Adds what an escape stands for; answers the character, -1 if it is a class. */
  private int escape(BitSet bytes) {
    char c = text.charAt(at + 1);
    at += 2;
    BitSet named = new BitSet(256);
    switch (c) {
      case 'd', 'D' -> named.set('0', '9' + 1);
      case 'w', 'W' -> {
        named.set('0', '9' + 1);
        named.set('a', 'z' + 1);
        named.set('A', 'Z' + 1);
        named.set('_');
      }
      case 's', 'S' -> {
        named.set('\t', '\r' + 1);
        named.set(' ');
      }
      case 'p', 'P' -> {
        at = text.charAt(at) == '{' ? text.indexOf('}', at) + 1 : at + 1;
        bytes.set(0, 256);
        return -1;
      }
      case 'x' -> {
        boolean braces = text.charAt(at) == '{';
        int end = braces ? text.indexOf('}', at) : at + 2;
        int value = Integer.parseInt(text.substring(braces ? at + 1 : at, end), 16);
        at = braces ? end + 1 : end;
        set(bytes, Math.min(value, 0xff));
        return Math.min(value, 0xff);
      }
      default -> {
        int value =
            switch (c) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case 'f' -> '\f';
              case 'a' -> 7;
              case 'v' -> 0x0b;
              default -> c;
            };
        set(bytes, value);
        return value;
      }
    }
    if (Character.isUpperCase(c)) {
      named.flip(0, 256);
    }
    bytes.or(named);
    return -1;
  }
}
