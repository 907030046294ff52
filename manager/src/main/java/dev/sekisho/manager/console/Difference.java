package dev.sekisho.manager.console;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts by lines: the longest common subsequence stays. */
final class Difference {
  /**
   * Longer texts are compared only where they begin and end alike: the table grows by the square.
   */
  private static final int MOST_LINES = 2000;

  private Difference() {}

  static List<DifferenceLine> between(String before, String after) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    int head = commonHead(old, now);
    int tail = commonTail(old, now, head);
    List<DifferenceLine> out = new ArrayList<>();
    for (int i = 0; i < head; i++) {
      out.add(both(i, i, old.get(i)));
    }
    middle(out, old.subList(head, old.size() - tail), now.subList(head, now.size() - tail), head);
    for (int i = tail; i > 0; i--) {
      out.add(both(old.size() - i, now.size() - i, old.get(old.size() - i)));
    }
    return out;
  }

  private static void middle(
      List<DifferenceLine> out, List<String> old, List<String> now, int offset) {
    int[][] longest = longest(old, now);
    int i = 0;
    int j = 0;
    while (i < old.size() && j < now.size()) {
      if (longest.length > 0 && old.get(i).equals(now.get(j))) {
        out.add(both(i + offset, j + offset, old.get(i)));
        i++;
        j++;
      } else if (longest.length == 0 || longest[i + 1][j] >= longest[i][j + 1]) {
        out.add(removed(i + offset, old.get(i++)));
      } else {
        out.add(added(j + offset, now.get(j++)));
      }
    }
    while (i < old.size()) {
      out.add(removed(i + offset, old.get(i++)));
    }
    while (j < now.size()) {
      out.add(added(j + offset, now.get(j++)));
    }
  }

  /** Lengths of the longest common subsequences of the ends; empty where the texts are too long. */
  private static int[][] longest(List<String> old, List<String> now) {
    if (old.size() > MOST_LINES || now.size() > MOST_LINES) {
      return new int[0][];
    }
    int[][] length = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        length[i][j] =
            old.get(i).equals(now.get(j))
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    return length;
  }

  private static int commonHead(List<String> old, List<String> now) {
    int head = 0;
    while (head < old.size() && head < now.size() && old.get(head).equals(now.get(head))) {
      head++;
    }
    return head;
  }

  private static int commonTail(List<String> old, List<String> now, int head) {
    int tail = 0;
    while (tail < old.size() - head
        && tail < now.size() - head
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    return tail;
  }

  private static DifferenceLine both(int before, int after, String text) {
    return new DifferenceLine("" + (before + 1), "" + (after + 1), "", text);
  }

  private static DifferenceLine removed(int before, String text) {
    return new DifferenceLine("" + (before + 1), "", "remove", text);
  }

  private static DifferenceLine added(int after, String text) {
    return new DifferenceLine("", "" + (after + 1), "add", text);
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
