package dev.sekisho.container.image;

import dev.sekisho.model.Gap;

/**
 * Hands gaps to a sink, and after a hundred of them only their number: an archive may hold more.
 */
final class GapList {
  private static final int SHOWN = 100;

  private final String whole;
  private final LayerSink sink;
  private int count;

  /**
   * @param whole name of what is read, for gaps that belong to no path
   */
  GapList(String whole, LayerSink sink) {
    this.whole = whole;
    this.sink = sink;
  }

  /**
   * @param where a path, or empty for the whole
   * @param key of the reason
   */
  void add(String where, String key, Object... values) {
    if (count++ < SHOWN) {
      sink.gap(Words.gap(where.isEmpty() ? whole : where, key, values));
    }
  }

  /** A reason that is put into words already. */
  void addReason(String where, String reason) {
    if (count++ < SHOWN) {
      sink.gap(new Gap(Words.inert(where.isEmpty() ? whole : where), reason));
    }
  }

  /** Says how many were not shown. */
  void finish() {
    if (count > SHOWN) {
      sink.gap(Words.gap(whole, "more", count - SHOWN));
    }
  }
}
