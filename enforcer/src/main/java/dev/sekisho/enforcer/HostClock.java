package dev.sekisho.enforcer;

import dev.sekisho.policy.LatestInstant;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;

/**
 * A clock that never goes back, not even over a restart: a host whose clock is set back must not
 * return to Audit. The latest time is brought to the disk each minute.
 */
final class HostClock implements InstantSource {
  private static final Duration KEEP_EVERY = Duration.ofMinutes(1);

  private final Path file;
  private final InstantSource clock;
  private LatestInstant latest;
  private Instant kept;

  private HostClock(Path file, InstantSource clock, Instant kept) {
    this.file = file;
    this.clock = clock;
    this.kept = kept;
    this.latest = new LatestInstant(kept);
  }

  static HostClock open(Path directory, InstantSource clock) throws IOException {
    OwnerOnly.createDirectories(directory);
    Path file = directory.resolve("latest-time");
    Instant kept = Instant.EPOCH;
    try {
      kept = Instant.parse(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      kept = Instant.EPOCH;
    } catch (DateTimeParseException e) {
      throw new IOException(file + " is damaged", e);
    }
    return new HostClock(file, clock, kept);
  }

  @Override
  public synchronized Instant instant() {
    latest = latest.advance(clock.instant());
    return latest.at();
  }

  /** How far the host's clock is behind the latest time that it has shown; zero if it is not. */
  Duration behind() {
    Duration behind = Duration.between(clock.instant(), instant());
    return behind.isNegative() ? Duration.ZERO : behind;
  }

  /** Brings the time to the disk where it is due. */
  synchronized void keep() throws IOException {
    Instant now = instant();
    if (Duration.between(kept, now).compareTo(KEEP_EVERY) < 0) return;
    OwnerOnly.replace(file, now.toString().getBytes(StandardCharsets.US_ASCII));
    kept = now;
  }
}
