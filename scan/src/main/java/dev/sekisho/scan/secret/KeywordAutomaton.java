package dev.sekisho.scan.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds many words at once, without regard to the case of ASCII letters, in one step a byte
 * (Aho-Corasick as a full table, its columns the bytes that occur in words). Safe for many threads.
 */
final class KeywordAutomaton {
  private final byte[] columns = new byte[256];
  private final int width;
  private final int[] next;

  /** By state number: the words that end there. */
  private final int[][] words;

  private final int[] lengths;

  /** States from here on, premultiplied by the width, end a word. */
  private final int firstEnding;

  /** Told of each occurrence, in the order of their ends. */
  interface Listener {
    /**
     * A word occurs.
     *
     * @param word its number
     * @param start of its first byte
     */
    void found(int word, int start);
  }

  /**
   * @param keywords at least one byte each; a word may occur twice
   */
  KeywordAutomaton(List<String> keywords) {
    List<byte[]> patterns = new ArrayList<>();
    lengths = new int[keywords.size()];
    int used = 1;
    for (int i = 0; i < keywords.size(); i++) {
      byte[] pattern =
          keywords.get(i).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
      if (pattern.length == 0) {
        throw new IllegalArgumentException("keyword " + i + " is empty");
      }
      lengths[i] = pattern.length;
      patterns.add(pattern);
      for (byte b : pattern) {
        if (columns[b & 0xff] == 0) {
          columns[b & 0xff] = (byte) used++;
        }
      }
    }
    for (int c = 'a'; c <= 'z'; c++) {
      columns[c - 'a' + 'A'] = columns[c];
    }
    width = used;
    Tree tree = new Tree(patterns, columns, width);
    int[] order = tree.endingLast();
    firstEnding = tree.firstEnding() * width;
    next = new int[order.length * width];
    words = new int[order.length][];
    for (int state = 0; state < order.length; state++) {
      int renamed = order[state];
      words[renamed] = tree.words.get(state);
      for (int column = 0; column < width; column++) {
        next[renamed * width + column] = order[tree.next.get(state)[column]] * width;
      }
    }
  }

  /** Goes over a part of the bytes. */
  void find(byte[] bytes, int from, int to, Listener listener) {
    int state = 0;
    byte[] column = columns;
    int[] table = next;
    int ending = firstEnding;
    for (int i = from; i < to; i++) {
      state = table[state + column[bytes[i] & 0xff]];
      if (state >= ending) {
        for (int word : words[state / width]) {
          listener.found(word, i + 1 - lengths[word]);
        }
      }
    }
  }

  /** The words as a tree, then with all transitions. */
  private static final class Tree {
    private final List<int[]> next = new ArrayList<>();
    private final List<int[]> words = new ArrayList<>();
    private final int width;

    Tree(List<byte[]> patterns, byte[] columns, int width) {
      this.width = width;
      state();
      for (int word = 0; word < patterns.size(); word++) {
        int at = 0;
        for (byte b : patterns.get(word)) {
          int column = columns[b & 0xff];
          int[] row = next.get(at);
          if (row[column] < 0) {
            row[column] = state();
          }
          at = row[column];
        }
        words.set(at, with(words.get(at), word));
      }
      complete();
    }

    private int state() {
      int[] row = new int[width];
      Arrays.fill(row, -1);
      next.add(row);
      words.add(new int[0]);
      return next.size() - 1;
    }

    private static int[] with(int[] words, int... more) {
      int[] all = Arrays.copyOf(words, words.length + more.length);
      System.arraycopy(more, 0, all, words.length, more.length);
      return all;
    }

    /** Breadth first, each missing transition is that of the longest suffix. */
    private void complete() {
      int[] suffix = new int[next.size()];
      ArrayDeque<Integer> queue = new ArrayDeque<>();
      int[] root = next.getFirst();
      for (int column = 0; column < width; column++) {
        if (root[column] < 0) {
          root[column] = 0;
        } else {
          queue.add(root[column]);
        }
      }
      while (!queue.isEmpty()) {
        int state = queue.remove();
        int[] row = next.get(state);
        words.set(state, with(words.get(state), words.get(suffix[state])));
        for (int column = 0; column < width; column++) {
          int fallen = next.get(suffix[state])[column];
          if (row[column] < 0) {
            row[column] = fallen;
          } else {
            suffix[row[column]] = fallen;
            queue.add(row[column]);
          }
        }
      }
    }

    int firstEnding() {
      return (int) words.stream().filter(w -> w.length == 0).count();
    }

    /** New numbers of the states, those that end a word last; the root stays 0. */
    int[] endingLast() {
      int[] order = new int[words.size()];
      int plain = 0;
      int ending = firstEnding();
      for (int state = 0; state < order.length; state++) {
        order[state] = words.get(state).length == 0 ? plain++ : ending++;
      }
      return order;
    }
  }
}
