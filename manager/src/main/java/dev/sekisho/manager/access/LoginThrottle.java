package dev.sekisho.manager.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after five failures the next attempt has to wait, twice as long each time.
 * An address waits up to 15 minutes; a name only up to 30 seconds, so that nobody can lock out
 * another person by failing under that person's name.
 */
final class LoginThrottle {
  private static final int FREE_FAILURES = 5;
  private static final Duration MOST_FOR_ADDRESS = Duration.ofMinutes(15);
  private static final Duration MOST_FOR_NAME = Duration.ofSeconds(30);
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final int REMEMBERED = 10_000;

  private record Failures(int count, Instant last) {}

  private final Clock clock;
  private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

  LoginThrottle(Clock clock) {
    this.clock = clock;
  }

  /** How long the next attempt has to wait; zero if it may be made now. */
  synchronized Duration wait(String name, String address) {
    Duration forName = remaining(nameKey(name), MOST_FOR_NAME);
    Duration forAddress = remaining(addressKey(address), MOST_FOR_ADDRESS);
    return forName.compareTo(forAddress) > 0 ? forName : forAddress;
  }

  synchronized void failed(String name, String address) {
    count(nameKey(name));
    count(addressKey(address));
  }

  synchronized void succeeded(String name, String address) {
    failures.remove(nameKey(name));
    failures.remove(addressKey(address));
  }

  private Duration remaining(String key, Duration most) {
    Failures before = failures.get(key);
    if (before == null || before.count() < FREE_FAILURES) {
      return Duration.ZERO;
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(before.count() - FREE_FAILURES, 20));
    Duration bounded = pause.compareTo(most) > 0 ? most : pause;
    Duration remaining = Duration.between(clock.instant(), before.last().plus(bounded));
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }

  private void count(String key) {
    Instant now = clock.instant();
    Failures before = failures.get(key);
    int count =
        before == null || before.last().plus(FORGOTTEN_AFTER).isBefore(now) ? 0 : before.count();
    failures.put(key, new Failures(count + 1, now));
    if (failures.size() > REMEMBERED) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  private static String nameKey(String name) {
    return "n" + (name.length() > 100 ? name.substring(0, 100) : name);
  }

  private static String addressKey(String address) {
    return "a" + address;
  }
}
