package dev.sekisho.manager;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The manager's clock in tests: the system's, which a test can put forward. */
@Singleton
public final class MovableClock {
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  @Produces
  @Singleton
  Clock clock() {
    return new Shifted(ahead, Clock.systemUTC());
  }

  /** Puts the clock forward for the time of some work. */
  public void ahead(Duration by, Runnable work) {
    ahead.set(by);
    try {
      work.run();
    } finally {
      ahead.set(Duration.ZERO);
    }
  }

  private static final class Shifted extends Clock {
    private final AtomicReference<Duration> ahead;
    private final InstantSource source;

    Shifted(AtomicReference<Duration> ahead, InstantSource source) {
      this.ahead = ahead;
      this.source = source;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("the manager reckons in UTC");
    }

    @Override
    public Instant instant() {
      return source.instant().plus(ahead.get());
    }
  }
}
