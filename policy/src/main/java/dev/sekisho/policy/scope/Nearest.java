package dev.sekisho.policy.scope;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a person may have meant by a word that is not known. */
public final class Nearest {
  private static final int LONGEST_COMPARED = 100;

  private Nearest() {}

  /**
   * The known word nearest to the given one: the fewest letters to insert, delete, replace or swap,
   * upper and lower case alike. Empty if none is near.
   */
  public static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > LONGEST_COMPARED) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int near = Math.max(2, word.length() / 3);
    return known.stream()
        .filter(each -> distance(lower, each.toLowerCase(Locale.ROOT)) <= near)
        .min(
            Comparator.<String>comparingInt(each -> distance(lower, each.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Optimal string alignment distance. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
