package dev.sekisho.container;

/**
 * A volume, a host directory or other file system inside a container, as the engine configured it.
 *
 * @param type what it is
 * @param source the path on the host; empty for tmpfs. For a volume with driver options it is the
 *     engine's directory, not the device behind it: compare by mountinfo
 * @param destination the path inside the container
 * @param writable whether the container may write to it
 */
public record MountPoint(Type type, String source, String destination, boolean writable) {
  /** What is mounted. */
  public enum Type {
    BIND,
    VOLUME,
    TMPFS,
    OTHER
  }
}
