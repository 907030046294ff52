package dev.sekisho.kernel.guard;

import java.util.List;

/** What a control does about what it finds, from the weakest to the firmest. */
public enum Mode {
  /** Nothing is looked at. */
  OFF(0),
  /** It is reported. */
  AUDIT(1),
  /** It is stopped and reported. */
  ENFORCE(2);

  private static final List<Mode> ALL = List.of(values());

  private final int code;

  Mode(int code) {
    this.code = code;
  }

  /** {@code enum guard_mode} in {@code guard.h}. */
  int code() {
    return code;
  }

  static Mode of(int code) {
    return ALL.stream()
        .filter(mode -> mode.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no mode " + code));
  }
}
