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
  /** It should have been stopped, and what could be done here is only to report it. */
  DETECTED_ONLY,
  /** It should have been stopped and the attempt to do so failed. */
  FAILED,
  /** The judge did not answer; it passed, as the policy's failMode says. */
  FAILED_OPEN,
  /** The judge did not answer; it was refused, as the policy's failMode says. */
  FAILED_CLOSED
}
