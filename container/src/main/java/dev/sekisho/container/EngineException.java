package dev.sekisho.container;

import java.io.IOException;

/** Carries an {@link EngineFailure} to whoever can wait, try again or tell a person. */
public final class EngineException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient EngineFailure failure;

  public EngineException(EngineFailure failure) {
    super(failure.problem().what());
    this.failure = failure;
  }

  public EngineException(EngineFailure failure, Throwable cause) {
    super(failure.problem().what(), cause);
    this.failure = failure;
  }

  /** What happened, for a switch. */
  public EngineFailure failure() {
    return failure;
  }
}
