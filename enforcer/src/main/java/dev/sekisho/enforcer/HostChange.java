package dev.sekisho.enforcer;

/** A change of the host that is ours, with what is needed to take it back. */
public sealed interface HostChange {
  /**
   * A file of the host got another text, such as a cgroup's {@code pids.max}.
   *
   * @param path absolute
   * @param oldText its text before, without the line's end
   * @param newText what was written
   */
  record FileWritten(String path, String oldText, String newText) implements HostChange {}

  /** A file was made that was not there before, such as a unit of systemd. */
  record FileMade(String path) implements HostChange {}

  /** A directory was made that was not there before; it is removed when it is empty. */
  record DirectoryMade(String path) implements HostChange {}

  /** A file system was mounted. */
  record Mounted(String path) implements HostChange {}

  /** A user and a group of the same name were added to the system. */
  record UserAdded(String name) implements HostChange {}
}
