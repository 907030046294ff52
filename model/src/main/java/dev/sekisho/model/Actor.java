package dev.sekisho.model;

import java.util.List;

/**
 * A process as seen from the host at the moment of an event. In this package the word hides {@code
 * java.lang.Process}, which nothing here needs.
 *
 * @param pid thread group id in the host's pid namespace
 * @param startedAtNanos start time since boot in nanoseconds: with the pid it names the process
 *     uniquely while the host is up; 0 if not known
 * @param user user id in the host's user namespace
 * @param userName name of the user in the container's {@code /etc/passwd}, empty if it has none or
 *     was not looked up
 * @param group group id in the host's user namespace
 * @param command the kernel's {@code comm}, at most 15 bytes
 * @param parents from the parent upwards to the container's first process; the most distant are
 *     left out past 16
 */
public record Actor(
    int pid,
    long startedAtNanos,
    int user,
    String userName,
    int group,
    String command,
    List<Parent> parents) {
  public Actor {
    parents = List.copyOf(parents);
  }

  /**
   * An ancestor.
   *
   * @param pid in the host's pid namespace
   * @param command the kernel's {@code comm}, or the path where it is known
   */
  public record Parent(int pid, String command) {}
}
