package dev.sekisho.cli;

/** How a command prints its result. */
enum Format {
  /** For people. */
  TABLE,
  /** For programs: JSON, one document. */
  JSON,
  /** For programs and people: YAML. */
  YAML
}
