package dev.sekisho.container;

import java.util.List;
import java.util.Optional;

/** Binaries that hold many programs, and which of them a call means. */
@SuppressWarnings("DoNotCallSuggester") // the interface before its implementation
public enum MultiCall {
  /** One file, every applet by its name or as first argument. */
  BUSYBOX,
  /** Like busybox, from Android. */
  TOYBOX,
  /** GNU or uutils coreutils built as one binary. */
  COREUTILS;

  /**
   * The applet that a call means, by the binary's own rule.
   *
   * @param arguments {@code argv[0]} first
   * @return empty if it runs none ({@code busybox --list})
   */
  public Optional<String> applet(List<String> arguments) {
    throw new UnsupportedOperationException(String.valueOf(arguments));
  }
}
