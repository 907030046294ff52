package dev.sekisho.scan.misconfiguration;

import java.util.regex.Pattern;

/**
 * How much expressions may read of one file: what hostile text costs is bounded, and being over the
 * bound is told. Used by one thread.
 */
final class Effort {
  private static final long CHARACTERS = 100_000_000;

  private long left = CHARACTERS;

  /** The bound was reached. */
  static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1;

    Spent() {
      super("its commands take too long to be compared", null, false, false);
    }
  }

  /**
   * Whether all of a text is of a form.
   *
   * @throws Spent if too much has been read
   */
  boolean matches(Pattern pattern, CharSequence text) {
    try {
      return pattern.matcher(new Counted(text)).matches();
    } catch (StackOverflowError e) {
      throw new Spent();
    }
  }

  /** A text whose characters cost. */
  private final class Counted implements CharSequence {
    private final CharSequence text;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new Spent();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
