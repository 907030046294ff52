package dev.sekisho.runtime;

import dev.sekisho.model.Actor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of processes of containers, from the kernel's events and, for those that are older
 * or only forked, from {@code /proc}. Safe for many threads; bounded: what was not asked for
 * longest goes first.
 */
final class ProcessTable {
  /** How many ancestors an event carries. */
  static final int PARENTS = 16;

  private static final int CAPACITY = 16 * 1024;

  /**
   * A process.
   *
   * @param parent pid of its parent when it was seen
   * @param startNanos since boot; 0 if only the pid is known
   * @param command its program's path, or the kernel's {@code comm}
   * @param container id of its container, empty if it is in none
   */
  record Entry(int pid, int parent, long startNanos, String command, String container) {}

  private final Recent<Integer, Entry> entries = new Recent<>(CAPACITY);

  void started(Entry entry) {
    entries.put(entry.pid(), entry);
  }

  Optional<Entry> known(int pid) {
    return entries.find(pid);
  }

  /**
   * The ancestors of a process from its parent upwards, as far as they belong to its container.
   *
   * @param firstProcess the container's first process; nothing above it is named
   */
  List<Actor.Parent> parents(int self, int parent, String container, int firstProcess) {
    List<Actor.Parent> parents = new ArrayList<>();
    int pid = parent;
    boolean top = self == firstProcess;
    while (!top && pid > 1 && parents.size() < PARENTS) {
      Optional<Entry> entry = lookUp(pid);
      if (entry.isEmpty() || !entry.get().container().equals(container)) break;
      parents.add(new Actor.Parent(pid, entry.get().command()));
      top = pid == firstProcess;
      pid = entry.get().parent();
    }
    return parents;
  }

  private Optional<Entry> lookUp(int pid) {
    Optional<Entry> known = known(pid);
    if (known.isPresent()) return known;
    Optional<Entry> read = read(pid);
    read.ifPresent(this::started);
    return read;
  }

  /** Reads a process from {@code /proc}; empty if it has ended. */
  static Optional<Entry> read(int pid) {
    Path directory = Path.of("/proc", Integer.toString(pid));
    try {
      Stat stat = Stat.parse(latin(directory.resolve("stat")));
      return Optional.of(
          new Entry(
              pid,
              stat.parent(),
              stat.startNanos(),
              stat.command(),
              containerOf(latin(directory.resolve("cgroup")))));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static String latin(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /**
   * The container that the lines of {@code /proc/PID/cgroup} name: the first run of 64 hexadecimal
   * digits, as Docker and containerd name their groups; empty if there is none.
   */
  static String containerOf(String lines) {
    int run = 0;
    for (int i = 0; i <= lines.length(); i++) {
      char c = i < lines.length() ? lines.charAt(i) : '\n';
      if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
        run++;
      } else {
        if (run == 64) return lines.substring(i - 64, i);
        run = 0;
      }
    }
    return "";
  }

  /**
   * What {@code /proc/PID/stat} says.
   *
   * @param startNanos since boot, to the clock tick of 10 ms
   */
  record Stat(String command, int parent, long startNanos) {
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Reads the line; the command may hold any bytes, spaces and parentheses too. */
    static Stat parse(String line) throws IOException {
      int open = line.indexOf('(');
      int close = line.lastIndexOf(')');
      if (open < 0 || close < open) throw new IOException("not a line of /proc/PID/stat: " + line);
      String[] words = line.substring(close + 1).strip().split(" ", -1);
      try {
        return new Stat(
            line.substring(open + 1, close),
            Integer.parseInt(words[1]),
            Long.parseLong(words[19]) * NANOS_PER_TICK);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException("not a line of /proc/PID/stat: " + line, e);
      }
    }
  }
}
