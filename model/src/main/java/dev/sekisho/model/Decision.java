package dev.sekisho.model;

import java.util.Optional;

/**
 * The record of one decision: event, verdict, and what was really done.
 *
 * @param key names it; the manager keeps one decision per key
 * @param workload whom it concerns; empty for the host itself
 * @param event what happened
 * @param verdict what the policies answered
 * @param action what was really done
 * @param mechanism what did it, such as {@code fanotify}, {@code bpf-exec}, {@code bpf-fork}
 * @param revision revision of the policy bundle that decided; 0 if none was loaded
 */
public record Decision(
    Key key,
    Optional<Workload> workload,
    Event event,
    Verdict verdict,
    Action action,
    String mechanism,
    long revision) {

  /**
   * The name of a decision.
   *
   * @param host the host's id
   * @param epoch when the spool was begun, milliseconds since 1970: a new spool after a lost disk
   *     has a new epoch
   * @param sequence counted up by one from 1 within the epoch, without holes
   */
  public record Key(String host, long epoch, long sequence) {}
}
