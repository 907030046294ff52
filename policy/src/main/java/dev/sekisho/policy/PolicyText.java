package dev.sekisho.policy;

/**
 * Reads policies and exceptions from YAML: one or more documents. Never throws for what it reads.
 */
public final class PolicyText {
  /** The longest text accepted, in bytes of UTF-8. */
  public static final int MAXIMUM_BYTES = 1 << 20;

  private PolicyText() {}

  /**
   * Reads a text as a person wrote it: whatever this version does not know is an error.
   *
   * @param fileName names the text in diagnostics
   */
  public static Parsed parse(String fileName, String yaml) {
    return new PolicyReader(fileName, yaml, false).read();
  }

  /**
   * Reads a text that a manager has already checked, which may be newer than this version: unknown
   * controls are listed and the rest applies; what is only partly understood is {@linkplain
   * Clause#uncertain uncertain}.
   */
  public static Parsed parseLeniently(String fileName, String yaml) {
    return new PolicyReader(fileName, yaml, true).read();
  }
}
