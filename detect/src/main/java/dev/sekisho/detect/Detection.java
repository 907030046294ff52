package dev.sekisho.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The answer to one question about one sink. */
public final class Detection {
  private final List<Hit> hits = new ArrayList<Hit>(1);
  private boolean complete = true;

  Detection() {}

  void add(Hit hit) {
    hits.add(hit);
  }

  void leaveOut() {
    complete = false;
  }

  /** What was recognised, one an algorithm; empty if nothing. */
  public List<Hit> hits() {
    return Collections.unmodifiableList(hits);
  }

  public boolean isAttack() {
    return !hits.isEmpty();
  }

  /**
   * Whether all of the text and of the inputs was looked at; if not, no hit does not mean clean.
   */
  public boolean complete() {
    return complete;
  }

  @Override
  public String toString() {
    return hits + (complete ? "" : " (incomplete)");
  }
}
