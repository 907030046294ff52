package dev.sekisho.manager.console;

import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of an action, in the four words that the console stamps on it, and notices. */
public enum Outcome {
  /** It was stopped. */
  BLOCKED,
  /** It passed, and Enforce would have stopped it. */
  WOULD,
  /** It should have been stopped and was not. */
  THROUGH,
  /** It passed, and nothing speaks against it. */
  PASSED,
  /** Sekisho says something of itself. */
  NOTICE;

  static Outcome of(Decision decision) {
    return decision.event() instanceof Event.Notice ? NOTICE : of(decision.action());
  }

  static Outcome of(Action action) {
    return switch (action) {
      case DENIED, KILLED, PAUSED, ISOLATED, STOPPED, REMOVED, FAILED_CLOSED -> BLOCKED;
      case REPORTED -> WOULD;
      case DETECTED_ONLY, HELD_BACK, FAILED, FAILED_OPEN -> THROUGH;
      case RECORDED -> PASSED;
    };
  }

  /** The actions that are stamped so; empty for notices. */
  Set<Action> actions() {
    return EnumSet.allOf(Action.class).stream()
        .filter(action -> this == of(action))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Key of its word in the catalogue. */
  public String key() {
    return "outcome." + tag();
  }

  String tag() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static Optional<Outcome> named(String tag) {
    return EnumSet.allOf(Outcome.class).stream().filter(o -> o.tag().equals(tag)).findFirst();
  }
}
