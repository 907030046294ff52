package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts by lines: the longest common subsequence stays. */
final class LineDiff {
  private LineDiff() {}

  /** In which of the two texts a line stands. */
  enum Side {
    BOTH,
    OLD,
    NEW
  }

  /** A line and where it stands. */
  record Line(Side side, String text) {}

  /** All lines of both texts in order; what was removed comes before what was added. */
  static List<Line> of(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> fresh = after.lines().toList();
    int start = commonStart(old, fresh);
    int end = commonEnd(old, fresh, start);
    List<Line> lines = new ArrayList<>();
    old.subList(0, start).forEach(text -> lines.add(new Line(Side.BOTH, text)));
    addMiddle(
        lines, old.subList(start, old.size() - end), fresh.subList(start, fresh.size() - end));
    old.subList(old.size() - end, old.size()).forEach(text -> lines.add(new Line(Side.BOTH, text)));
    return lines;
  }

  private static int commonStart(List<String> old, List<String> fresh) {
    int same = 0;
    while (same < Math.min(old.size(), fresh.size()) && old.get(same).equals(fresh.get(same))) {
      same++;
    }
    return same;
  }

  private static int commonEnd(List<String> old, List<String> fresh, int start) {
    int same = 0;
    while (same < Math.min(old.size(), fresh.size()) - start
        && old.get(old.size() - 1 - same).equals(fresh.get(fresh.size() - 1 - same))) {
      same++;
    }
    return same;
  }

  private static void addMiddle(List<Line> lines, List<String> old, List<String> fresh) {
    // lengths[i][j]: longest common subsequence of old from i and fresh from j
    if ((long) old.size() * fresh.size() > 25_000_000L) {
      old.forEach(text -> lines.add(new Line(Side.OLD, text))); // too long to compare: all changed
      fresh.forEach(text -> lines.add(new Line(Side.NEW, text)));
      return;
    }
    int[][] lengths = new int[old.size() + 1][fresh.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = fresh.size() - 1; j >= 0; j--) {
        lengths[i][j] =
            old.get(i).equals(fresh.get(j))
                ? lengths[i + 1][j + 1] + 1
                : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < old.size() || j < fresh.size()) {
      if (i < old.size() && j < fresh.size() && old.get(i).equals(fresh.get(j))) {
        lines.add(new Line(Side.BOTH, old.get(i++)));
        j++;
      } else if (j == fresh.size() || (i < old.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
        lines.add(new Line(Side.OLD, old.get(i++)));
      } else {
        lines.add(new Line(Side.NEW, fresh.get(j++)));
      }
    }
  }
}
