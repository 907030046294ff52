package dev.sekisho.model;

import java.util.Optional;

/**
 * How surely a control holds on a workload: the fact beside the policy's wish.
 *
 * @param control the control's name
 * @param level how surely
 * @param mechanism what holds it, empty for {@code OFF} and {@code NOT_POSSIBLE}
 * @param why the reason where the level is {@code DETECT_ONLY}, {@code NOT_POSSIBLE} or {@code
 *     FAILED}, and what was seen where it is {@code PROVED}
 */
public record Assurance(String control, Level level, String mechanism, Optional<Phrase> why) {
  /** From what needs attention most to what needs it least. */
  public enum Level {
    /** A probe got through although the control claims to hold. */
    FAILED,
    /** It cannot be held here. */
    NOT_POSSIBLE,
    /** It is seen, not stopped. */
    DETECT_ONLY,
    /** Attached; no fresh proof. */
    CLAIMED,
    /** A canary was stopped by this mechanism on this workload lately. */
    PROVED,
    /** No policy asks for it. */
    OFF
  }
}
