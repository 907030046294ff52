package dev.sekisho.kernel;

import java.util.Locale;

/**
 * The instruction sets that the enforcer runs on; each has its own system call numbers and BPF
 * object.
 */
public enum Architecture {
  X86_64("x86_64"),
  AARCH64("aarch64");

  private final String kernelName;

  Architecture(String kernelName) {
    this.kernelName = kernelName;
  }

  /** The name that {@code uname -m} prints. */
  public String kernelName() {
    return kernelName;
  }

  /**
   * The architecture of this virtual machine.
   *
   * @throws UnsupportedOperationException on an architecture without a table of system calls
   */
  public static Architecture current() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new UnsupportedOperationException(
              "no system call numbers for architecture '" + name + "' (known: x86_64, aarch64)");
    };
  }
}
