package dev.sekisho.detect;

/** Which shell reads a command. */
public enum Shell {
  /** sh, bash, dash, zsh, ash: POSIX.1-2024 XCU 2.2–2.4. */
  POSIX,
  /** cmd.exe of Windows. */
  CMD
}
