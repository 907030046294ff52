package dev.sekisho.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Memory and idle CPU of processes that are there already. */
final class Footprint {
  /** USER_HZ, which is 100 on every architecture that Linux has it fixed for. */
  private static final long TICKS_PER_SECOND = 100;

  private Footprint() {}

  /** CPU time of a process so far, user and system. */
  static long cpuNanos(long pid) throws IOException {
    return ticks(pid, 11) * (1_000_000_000L / TICKS_PER_SECOND);
  }

  /** CPU time of all children of this process that have ended. */
  static long childrenCpuNanos() throws IOException {
    return ticks(ProcessHandle.current().pid(), 13) * (1_000_000_000L / TICKS_PER_SECOND);
  }

  /** A field of {@code /proc/PID/stat} and the one after it: user and system time. */
  private static long ticks(long pid, int field) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name in parentheses may hold anything; what follows is numbers.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return Long.parseLong(fields.get(field)) + Long.parseLong(fields.get(field + 1));
  }

  /** Resident bytes of a process. */
  static long residentBytes(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("process " + pid + " has no VmRSS"));
  }

  /**
   * Rows for one process over a time in which nothing happens.
   *
   * @param what names it in the rows
   */
  static void measure(
      Fragment fragment, String what, long pid, Duration time, double maximumMegabytes)
      throws IOException {
    long before = cpuNanos(pid);
    long begin = System.nanoTime();
    LockSupport.parkNanos(time.toNanos());
    double share = (cpuNanos(pid) - before) / (double) (System.nanoTime() - begin) * 100;
    double megabytes = residentBytes(pid) / 1e6;
    fragment.row(
        new Fragment.Row(
            what + ", resident memory",
            String.format(Locale.ROOT, "%.0f MB", megabytes),
            "",
            "",
            String.format(Locale.ROOT, "≤ %.0f MB", maximumMegabytes),
            megabytes <= maximumMegabytes));
    fragment.row(
        new Fragment.Row(
            what + ", CPU while idle",
            String.format(Locale.ROOT, "%.2f %% of one core", share),
            "",
            "",
            "≤ 1 %",
            share <= 1.0));
  }
}
