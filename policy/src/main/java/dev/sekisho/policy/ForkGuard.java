package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits on how many processes live at once, against fork bombs.
 *
 * <p>Join: the smallest limit of each mode decides, because a count that one policy refuses is
 * refused.
 *
 * <p>A process that asks for one more child when {@link Event.ProcessLimitReached#count} live tasks
 * have reached the limit is over it; the refused child is not in the count.
 *
 * @param maxProcesses live processes below any one process of the container, across exec; empty is
 *     no limit
 * @param maxProcessesPerContainer live processes of the container; empty is no limit
 */
public record ForkGuard(OptionalInt maxProcesses, OptionalInt maxProcessesPerContainer)
    implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "forkGuard";

  /** Below this a limit stops ordinary shells: {@code policy check} warns. */
  public static final int SENSIBLE_MINIMUM = 10;

  public ForkGuard {
    if (maxProcesses.isEmpty() && maxProcessesPerContainer.isEmpty()) {
      throw new IllegalArgumentException("forkGuard without a limit");
    }
    if (maxProcesses.orElse(1) < 1 || maxProcessesPerContainer.orElse(1) < 1) {
      throw new IllegalArgumentException("forkGuard limits are at least 1");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return switch (event) {
      case Event.ProcessLimitReached e ->
          switch (e.limit()) {
            case BELOW_ONE_PROCESS -> judge(e, maxProcesses, "maxProcesses");
            case PER_CONTAINER -> judge(e, maxProcessesPerContainer, "maxProcessesPerContainer");
          };
      case Event.ProcessStarted e -> Optional.empty();
      case Event.ProcessEnded e -> Optional.empty();
      case Event.CodeMapped e -> Optional.empty();
      case Event.ScriptRead e -> Optional.empty();
      case Event.MemoryChanged e -> Optional.empty();
      case Event.WorkloadLeft e -> Optional.empty();
      case Event.ContainerStarting e -> Optional.empty();
      case Event.ImageExamined e -> Optional.empty();
      case Event.ExecRequested e -> Optional.empty();
      case Event.Notice e -> Optional.empty();
    };
  }

  private static Optional<Match> judge(
      Event.ProcessLimitReached event, OptionalInt limit, String key) {
    if (limit.isEmpty() || event.count() < limit.getAsInt()) {
      return Optional.empty();
    }
    return Optional.of(
        new Match(
            key + ": " + limit.getAsInt(),
            List.of(),
            Phrase.of(
                "fact.fork-guard." + key,
                String.valueOf(event.count()),
                String.valueOf(limit.getAsInt())),
            List.of(Phrase.of("pass.fork-guard.raise", key, String.valueOf(event.count() + 1))),
            Mode.ENFORCE));
  }
}
