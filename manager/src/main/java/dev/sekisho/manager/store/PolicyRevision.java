package dev.sekisho.manager.store;

import java.time.Instant;

/**
 * One revision of a policy or exception; it is never changed.
 *
 * @param revision from 1
 * @param yaml the text; empty for a deletion
 * @param author who
 * @param at when
 * @param change what was done
 */
public record PolicyRevision(int revision, String yaml, String author, Instant at, Change change) {
  /** What made a revision. */
  public enum Change {
    CREATED,
    CHANGED,
    ROLLED_BACK,
    DELETED,
    /** Nothing was different: no revision was made. */
    UNCHANGED
  }
}
