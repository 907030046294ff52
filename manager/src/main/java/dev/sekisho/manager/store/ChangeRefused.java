package dev.sekisho.manager.store;

/** A change was refused and nothing was stored. */
public final class ChangeRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a change is refused. */
  public enum Reason {
    /** There is no such policy, revision, host, token or user. */
    NOT_FOUND,
    /** Someone else changed it in between: the revision is not the one that the change is for. */
    CHANGED_MEANWHILE,
    /** It lowers protection, and the caller may not do that. */
    WEAKENS,
    /** The text holds something else than the address names. */
    NAME_DIFFERS,
    /** There is one already. */
    EXISTS,
    /** It would leave nobody who can administer the manager. */
    LAST_ADMINISTRATOR
  }

  private final Reason reason;
  private final String subject;

  public ChangeRefused(Reason reason, String subject) {
    super(reason + ": " + subject);
    this.reason = reason;
    this.subject = subject;
  }

  public Reason reason() {
    return reason;
  }

  /** Name of what it is about. */
  public String subject() {
    return subject;
  }
}
