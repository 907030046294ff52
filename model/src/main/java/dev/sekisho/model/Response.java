package dev.sekisho.model;

import java.util.EnumSet;
import java.util.Set;

/** What is done to a container beside refusing one action of it, from the mildest. */
public enum Response {
  /** Nothing is done to it: it is reported. */
  ALERT,
  /** It is cut off from its networks. */
  ISOLATE,
  /** Its processes are frozen. */
  PAUSE,
  /** Its processes are ended. */
  STOP,
  /** It is removed, so that an orchestrator makes a new one. */
  REMOVE;

  /** A set without what stronger ones of it make needless; isolation stands beside the others. */
  public static Set<Response> withoutNeedless(Set<Response> responses) {
    Set<Response> left = EnumSet.noneOf(Response.class);
    left.addAll(responses);
    if (left.contains(REMOVE)) left.removeAll(Set.of(STOP, PAUSE, ISOLATE));
    if (left.contains(STOP)) left.removeAll(Set.of(PAUSE, ISOLATE));
    if (left.size() > 1) left.remove(ALERT);
    return Set.copyOf(left);
  }
}
