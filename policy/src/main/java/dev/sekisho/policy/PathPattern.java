package dev.sekisho.policy;

/**
 * A path or a name with wildcards: {@code *} is any part of one component, {@code ?} one character
 * of a component, {@code **} alone between slashes any number of components. At the end of a
 * pattern {@code **} is at least one component, so that {@code /srv/**} means what lies below
 * {@code /srv}.
 *
 * <p>Matching takes at most time in the product of both lengths, whatever the pattern, and
 * allocates nothing.
 *
 * @param text as written in the policy
 */
public record PathPattern(String text) {
  /** The longest pattern accepted, as the kernel's PATH_MAX. */
  public static final int MAXIMUM_LENGTH = 4096;

  public PathPattern {
    if (text.isEmpty() || text.length() > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException(
          "pattern of " + text.length() + " characters: expected 1 to " + MAXIMUM_LENGTH);
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("pattern '" + text + "': a path holds no NUL");
    }
  }

  /** Whether it holds no wildcard, so that it matches exactly its own text. */
  public boolean literal() {
    return text.indexOf('*') < 0 && text.indexOf('?') < 0;
  }

  /** Whether it begins at the root. */
  public boolean absolute() {
    return text.startsWith("/");
  }

  /** The last component. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Whether the whole path matches. */
  public boolean matches(String path) {
    int p = 0; // start of the pattern's component
    int s = 0; // start of the path's component
    int afterStars = -1; // where the pattern goes on behind the last **, and
    int resume = 0; // the first component of the path not yet given to it
    while (s <= path.length()) {
      if (p <= text.length()) {
        int patternEnd = end(text, p);
        if (isDoubleStar(p, patternEnd)) {
          if (patternEnd == text.length()) {
            return s < path.length();
          }
          afterStars = patternEnd + 1;
          resume = s;
          p = afterStars;
          continue;
        }
        int pathEnd = end(path, s);
        if (componentMatches(p, patternEnd, path, s, pathEnd)) {
          p = patternEnd + 1;
          s = pathEnd + 1;
          continue;
        }
      }
      if (afterStars < 0) {
        return false;
      }
      resume = end(path, resume) + 1;
      s = resume;
      p = afterStars;
    }
    return p > text.length();
  }

  private static int end(String of, int from) {
    int slash = of.indexOf('/', from);
    return slash < 0 ? of.length() : slash;
  }

  private boolean isDoubleStar(int from, int to) {
    return to - from == 2 && text.charAt(from) == '*' && text.charAt(from + 1) == '*';
  }

  private boolean componentMatches(int p, int patternEnd, String path, int s, int pathEnd) {
    int star = -1;
    int resume = s;
    while (s < pathEnd) {
      if (p < patternEnd && text.charAt(p) == '*') {
        star = p++;
        resume = s;
      } else if (p < patternEnd && (text.charAt(p) == '?' || text.charAt(p) == path.charAt(s))) {
        p++;
        s++;
      } else if (star >= 0) {
        p = star + 1;
        s = ++resume;
      } else {
        return false;
      }
    }
    while (p < patternEnd && text.charAt(p) == '*') {
      p++;
    }
    return p == patternEnd;
  }

  @Override
  public String toString() {
    return text;
  }
}
