package dev.sekisho.wire;

import dev.sekisho.model.Problem;
import java.time.Duration;
import java.util.Optional;

/** What came of a call to the manager. */
public sealed interface Answer<T> {
  /** The manager did what was asked. */
  record Ok<T>(T value) implements Answer<T> {}

  /** There is nothing newer. */
  record Unchanged<T>() implements Answer<T> {}

  /**
   * The manager understood, and says no: the same call will fail again.
   *
   * @param status the HTTP status
   */
  record Refused<T>(int status, Problem problem) implements Answer<T> {}

  /**
   * No answer that counts: the manager is away, busy, or not the one that it should be. The call
   * may be made again.
   *
   * @param retryAfter how long the manager asked to wait
   */
  record Away<T>(Problem problem, Optional<Duration> retryAfter) implements Answer<T> {}
}
