package dev.sekisho.detect;

/**
 * Finds a text in another in linear time (Knuth, Morris and Pratt), ASCII letters equal in either
 * case, because applications change the case of what they are given.
 */
final class Search {
  private final String needle;
  private final int[] failure;

  Search(String text) {
    this.needle = Characters.lower(text);
    this.failure = new int[needle.length()];
    int matched = 0;
    for (int i = 1; i < needle.length(); i++) {
      while (matched > 0 && needle.charAt(i) != needle.charAt(matched)) {
        matched = failure[matched - 1];
      }
      if (needle.charAt(i) == needle.charAt(matched)) {
        matched++;
      }
      failure[i] = matched;
    }
  }

  /**
   * The first place at or after another where it stands, -1 if none.
   *
   * @param folded in lower case, as {@link Characters#lower(String)} makes it
   */
  int in(String folded, int from) {
    int matched = 0;
    for (int i = from; i < folded.length(); i++) {
      char c = folded.charAt(i);
      while (matched > 0 && c != needle.charAt(matched)) {
        matched = failure[matched - 1];
      }
      if (c == needle.charAt(matched)) {
        matched++;
      }
      if (matched == needle.length()) {
        return i - matched + 1;
      }
    }
    return -1;
  }
}
