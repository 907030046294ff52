package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Shows each entry of the audit log that lowers protection as an event, too. The entry's number is
 * the event's sequence: however often this is interrupted, each is shown once.
 */
public final class WeakeningNotices {
  /** The manager as a host, for what it says of itself. */
  public static final KnownHost MANAGER =
      new KnownHost(0, "manager", "manager", "manager", "", Map.of(), "");

  private static final long EPOCH = 1;
  private static final int AT_ONCE = 100;

  private final Database database;
  private final AuditLog auditLog;
  private final EventIntake intake;

  public WeakeningNotices(Database database, AuditLog auditLog, EventIntake intake) {
    this.database = database;
    this.auditLog = auditLog;
    this.intake = intake;
  }

  /** Stores what has not been shown yet. */
  public void send() throws InterruptedException {
    List<Decision> notices =
        auditLog.weakening(shownThrough(), AT_ONCE).stream().map(WeakeningNotices::notice).toList();
    if (!notices.isEmpty()) {
      try {
        intake.submit(MANAGER, EPOCH, notices).get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private long shownThrough() {
    return database.transaction(
        connection ->
            Query.first(
                    connection,
                    "select stored_through from intake where host = ? and epoch = ?",
                    row -> row.wide("stored_through"),
                    MANAGER.number(),
                    EPOCH)
                .orElse(0L));
  }

  private static Decision notice(AuditEntry entry) {
    return new Decision(
        new Decision.Key(MANAGER.id(), EPOCH, entry.number()),
        Optional.empty(),
        new Event.Notice(
            entry.at(),
            "protection-weakened",
            Severity.HIGH,
            Map.of(
                "actor", entry.actor(),
                "action", entry.action(),
                "subject", entry.subject(),
                "number", Long.toString(entry.number()))),
        Verdict.NONE,
        Action.RECORDED,
        "manager",
        0);
  }
}
