package dev.sekisho.kernel.guard;

/**
 * A control's mode and the clause that asks for it.
 *
 * @param clause any number that the caller understands; events carry it unchanged
 */
public record Setting(Mode mode, int clause) {
  /** The control is off. */
  public static final Setting OFF = new Setting(Mode.OFF, 0);
}
