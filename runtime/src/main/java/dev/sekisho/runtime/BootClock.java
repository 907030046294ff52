package dev.sekisho.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/**
 * Turns the kernel's time since boot into the host's time of day, to about 10 ms: {@code
 * /proc/uptime} is no finer. Compared anew once a minute, because the time of day may be set.
 */
final class BootClock {
  private static final long AGAIN_NANOS = 60_000_000_000L;

  private final Clock clock;
  private volatile Instant boot;
  private volatile long compared;

  BootClock(Clock clock) throws IOException {
    this.clock = clock;
    this.boot = compare();
    this.compared = System.nanoTime();
  }

  /** The time of day of a CLOCK_BOOTTIME. */
  Instant at(long bootNanos) {
    long now = System.nanoTime();
    if (now - compared > AGAIN_NANOS) {
      compared = now;
      try {
        boot = compare();
      } catch (IOException e) {
        return boot.plusNanos(bootNanos); // the last comparison is still good to a clock change
      }
    }
    return boot.plusNanos(bootNanos);
  }

  private Instant compare() throws IOException {
    String text = Files.readString(Path.of("/proc/uptime"), StandardCharsets.US_ASCII);
    double seconds = Double.parseDouble(text.substring(0, text.indexOf(' ')));
    return clock.instant().minusNanos((long) (seconds * 1_000_000_000L));
  }
}
