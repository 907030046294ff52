package dev.sekisho.model;

/** What was really done about an event, beside what the verdict asked for. */
public enum Action {
  /** It passed, and nothing speaks against it: recorded for forensics. */
  RECORDED,
  /** It passed; enforcement would have stopped it. */
  REPORTED,
  /** It was refused with an error before it happened (EPERM). */
  DENIED,
  /** The process was killed before its first instruction of its own. */
  KILLED,
  /** The container was frozen. */
  PAUSED,
  /** The container was cut off from its networks. */
  ISOLATED,
  /** The container ran, and its processes were ended. */
  STOPPED,
  /** The container was removed. */
  REMOVED,
  /** The container should have been stopped and was not: too many responses in a short time. */
  HELD_BACK,
  /** It should have been stopped, and what could be done here is only to report it. */
  DETECTED_ONLY,
  /** It should have been stopped and the attempt to do so failed. */
  FAILED,
  /** The judge did not answer; it passed, as the policy's failMode says. */
  FAILED_OPEN,
  /** The judge did not answer; it was refused, as the policy's failMode says. */
  FAILED_CLOSED
}
