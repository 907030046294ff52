package dev.sekisho.model;

import java.util.List;

/**
 * A policy's answer to one event.
 *
 * @param mode {@code NONE}: nothing speaks against it; {@code AUDIT}: it passes and is reported;
 *     {@code ENFORCE}: it is to be stopped
 * @param reasons why, the deciding clauses first; empty exactly when the mode is {@code NONE}
 */
public record Verdict(Mode mode, List<Reason> reasons) {
  /** Nothing speaks against it. */
  public static final Verdict NONE = new Verdict(Mode.NONE, List.of());

  public Verdict {
    reasons = List.copyOf(reasons);
    if ((mode == Mode.NONE) != reasons.isEmpty()) {
      throw new IllegalArgumentException(
          "a verdict has reasons exactly when its mode is not NONE: " + mode + " " + reasons);
    }
  }

  /**
   * One clause that spoke.
   *
   * @param policy name of the policy
   * @param control name of the control, as in the policy's text
   * @param mode what the clause asked for, before exceptions
   * @param rule the entry of the configuration that matched, as it is written there, such as {@code
   *     names: wget}
   * @param fact what was seen that it matched, such as {@code called as wget}
   * @param wouldPass what would have let it pass, the narrowest change first, as keys of the
   *     message catalogue with their values
   * @param exception name of the exception that lowered it, empty if none did
   */
  public record Reason(
      String policy,
      String control,
      Mode mode,
      String rule,
      Phrase fact,
      List<Phrase> wouldPass,
      String exception) {
    public Reason {
      wouldPass = List.copyOf(wouldPass);
    }
  }
}
