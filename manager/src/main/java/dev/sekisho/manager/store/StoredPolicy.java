package dev.sekisho.manager.store;

import dev.sekisho.model.Mode;
import java.time.Instant;

/**
 * A policy or an exception as it is now.
 *
 * @param name unique among policies and exceptions together
 * @param kind which of the two
 * @param revision counted up by each change, from 1
 * @param yaml its text as the user wrote it
 * @param enabled whether it applies
 * @param mode as written at the top of the policy; {@code NONE} for an exception
 * @param description empty if it has none
 * @param activatedAt since when it has been active, over edits; {@code enforceAfter} counts from
 *     here
 * @param author who made this revision
 * @param updatedAt when
 */
public record StoredPolicy(
    String name,
    Kind kind,
    int revision,
    String yaml,
    boolean enabled,
    Mode mode,
    String description,
    Instant activatedAt,
    String author,
    Instant updatedAt) {
  /** The two kinds of documents. */
  public enum Kind {
    POLICY,
    EXCEPTION
  }
}
