package dev.sekisho.manager.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private final LoginThrottle throttle =
      new LoginThrottle(Clock.fixed(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC));

  @Test
  void theWaitDoublesForAnAddressUpToAQuarterOfAnHour() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.wait("n" + i, "a")).isZero();
      throttle.failed("n" + i, "a");
    }
    assertThat(throttle.wait("other", "a")).isEqualTo(Duration.ofSeconds(1));
    throttle.failed("n5", "a");
    throttle.failed("n6", "a");
    assertThat(throttle.wait("other", "a")).isEqualTo(Duration.ofSeconds(4));
    for (int i = 0; i < 100; i++) {
      throttle.failed("m" + i, "a");
    }
    assertThat(throttle.wait("other", "a")).isEqualTo(Duration.ofMinutes(15));
    assertThat(throttle.wait("other", "b")).isZero();
  }

  @Test
  void nobodyLocksOutAnotherForLong() {
    for (int i = 0; i < 1000; i++) {
      throttle.failed("admin", "attacker " + i);
    }
    assertThat(throttle.wait("admin", "home")).isEqualTo(Duration.ofSeconds(30));
    throttle.succeeded("admin", "home");
    assertThat(throttle.wait("admin", "home")).isZero();
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int i = 0; i < 6; i++) {
      throttle.failed("first", "first");
    }
    for (int i = 0; i < 20_000; i++) {
      throttle.failed("n" + i, "a" + i);
    }
    assertThat(throttle.wait("first", "first")).isZero();
  }
}
