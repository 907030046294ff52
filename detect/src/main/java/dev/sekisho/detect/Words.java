package dev.sekisho.detect;

import java.util.Arrays;

/** A set of lower-case words, sorted, without hashing. */
final class Words {
  private final String[] sorted;

  private Words(String[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param words separated by single spaces
   */
  static Words of(String words) {
    int count = 1;
    for (int i = 0; i < words.length(); i++) {
      if (words.charAt(i) == ' ') {
        count++;
      }
    }
    String[] split = new String[count];
    int start = 0;
    for (int w = 0; w < count; w++) {
      int end = words.indexOf(' ', start);
      split[w] = words.substring(start, end < 0 ? words.length() : end);
      start = end + 1;
    }
    Arrays.sort(split);
    return new Words(split);
  }

  boolean contains(String lower) {
    return Arrays.binarySearch(sorted, lower) >= 0;
  }
}
