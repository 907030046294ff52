package dev.sekisho.detect;

import java.util.List;

/**
 * Illegal file access: an input that climbs out of the directory that the application put before
 * it, or cuts the name short with a NUL. A value that is the whole path is for the rules of the
 * policy.
 */
public final class FileAccess {
  private FileAccess() {}

  /**
   * Asks about a path that is about to be opened.
   *
   * @param path as the application made it, before it is made canonical
   */
  public static Detection check(String path, Inputs inputs) {
    Detection detection = new Detection();
    List<Candidate> candidates = inputs.candidates();
    if (inputs.leftOut() > 0) {
      detection.leaveOut();
    }
    boolean climbs = path.indexOf("..") >= 0;
    boolean cut = path.indexOf('\0') >= 0;
    if (!climbs && !cut) {
      return detection;
    }
    String folded = Characters.lower(path);
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      String text = candidate.text();
      boolean guilty = cut && text.indexOf('\0') >= 0;
      if (!guilty && (!climbs || !climbsOut(text))) {
        continue;
      }
      int from = new Search(text).in(folded, 0);
      if (from > 0 && hasDirectory(path, from)) {
        int to = from + text.length();
        detection.add(
            new Hit(Threat.FILE_ACCESS, Algorithm.HTTP_PARAMS, candidate, from, to, from, to));
        return detection;
      }
    }
    return detection;
  }

  private static boolean hasDirectory(String path, int before) {
    for (int i = 0; i < before; i++) {
      if (!isSeparator(path.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSeparator(char c) {
    return c == '/' || c == '\\';
  }

  /** Whether the segments of a text lead above where it begins, at any point. */
  static boolean climbsOut(String text) {
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSeparator(text.charAt(i))) {
        int length = i - start;
        if (length == 2 && text.charAt(start) == '.' && text.charAt(start + 1) == '.') {
          depth--;
          if (depth < 0) {
            return true;
          }
        } else if (length > 0 && !(length == 1 && text.charAt(start) == '.')) {
          depth++;
        }
        start = i + 1;
      }
    }
    return false;
  }
}
