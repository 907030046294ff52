package dev.sekisho.enforcer;

import java.util.Optional;

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

  /**
   * The gate stands before an engine's runtime.
   *
   * @param file the engine's configuration
   * @param defaultBefore the default runtime that was configured in it, empty if none was
   * @param runtimeBefore the runtime that the engine used where none was named
   * @param fileMade whether the file was not there before
   */
  record GateInstalled(
      String file, Optional<String> defaultBefore, String runtimeBefore, boolean fileMade)
      implements HostChange {}

  /** A user and a group of the same name were added to the system. */
  record UserAdded(String name) implements HostChange {}
}
