package dev.sekisho.manager.store;

import dev.sekisho.model.Action;
import dev.sekisho.model.Mode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which events a page shows; what is empty does not restrict.
 *
 * @param host the host's id, or its logical name
 * @param workload the workload's id, or its name
 * @param policy name of a policy that spoke
 * @param control name of a control that spoke
 * @param actions what was done
 * @param modes what the verdict asked for
 * @param kinds kinds of events as in JSON, such as {@code processStarted}
 * @param since stored at or after this; the manager's clock, so that whoever asks again from where
 *     he stopped misses nothing of a host that was cut off
 * @param until stored before this
 * @param text words looked for in path, names, arguments, command, user, workload and image; upper
 *     and lower case are one
 * @param flaggedOnly only those of which a policy spoke, and notices that someone should read
 */
public record EventFilter(
    Optional<String> host,
    Optional<String> workload,
    Optional<String> policy,
    Optional<String> control,
    Set<Action> actions,
    Set<Mode> modes,
    Set<String> kinds,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> text,
    boolean flaggedOnly) {
  /** The longest text that is looked for. */
  public static final int MAXIMUM_TEXT_LENGTH = 200;

  /** All events. */
  public static final EventFilter ALL =
      new EventFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Set.of(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);

  /** Those of which a policy spoke, and notices that someone should read. */
  public static final EventFilter FLAGGED = ALL.withFlaggedOnly(true);

  public EventFilter {
    actions = Set.copyOf(actions);
    modes = Set.copyOf(modes);
    kinds = Set.copyOf(kinds);
    if (text.isPresent() && text.get().length() > MAXIMUM_TEXT_LENGTH) {
      throw new IllegalArgumentException(
          "search of " + text.get().length() + " characters: at most " + MAXIMUM_TEXT_LENGTH);
    }
  }

  public EventFilter withFlaggedOnly(boolean only) {
    return new EventFilter(
        host, workload, policy, control, actions, modes, kinds, since, until, text, only);
  }

  public EventFilter withWorkload(String id) {
    return new EventFilter(
        host,
        Optional.of(id),
        policy,
        control,
        actions,
        modes,
        kinds,
        since,
        until,
        text,
        flaggedOnly);
  }

  public EventFilter withHost(String id) {
    return new EventFilter(
        Optional.of(id),
        workload,
        policy,
        control,
        actions,
        modes,
        kinds,
        since,
        until,
        text,
        flaggedOnly);
  }

  public EventFilter withActions(Set<Action> only) {
    return new EventFilter(
        host, workload, policy, control, only, modes, kinds, since, until, text, flaggedOnly);
  }
}
