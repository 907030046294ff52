package dev.sekisho.policy;

/** When an edited policy takes hold of a container that already runs. */
public enum ApplyChanges {
  /** At once. */
  LIVE,
  /** When the container starts the next time; until then it keeps what it started with. */
  AT_START
}
