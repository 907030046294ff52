package dev.sekisho.model;

/** How much something matters, on the qualitative scale of CVSS 4.0, from the least to the most. */
public enum Severity {
  NONE,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
