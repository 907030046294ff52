package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostClockTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path directory;

  @Test
  void aClockThatIsSetBackDoesNotGoBackNotEvenOverARestart() throws IOException {
    Instant[] now = {NOON};
    InstantSource source = () -> now[0];
    HostClock clock = HostClock.open(directory, source);
    assertThat(clock.instant()).isEqualTo(NOON);
    clock.keep();
    now[0] = NOON.minus(Duration.ofDays(400));
    assertThat(clock.instant()).isEqualTo(NOON);
    assertThat(clock.behind()).isEqualTo(Duration.ofDays(400));
    assertThat(HostClock.open(directory, source).instant()).isEqualTo(NOON);
    now[0] = NOON.plusSeconds(1);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1));
    assertThat(clock.behind()).isZero();
  }

  @Test
  void aDamagedFileIsSaidInsteadOfBeginningAnew() throws IOException {
    Files.writeString(directory.resolve("latest-time"), "yesterday");
    assertThatThrownBy(() -> HostClock.open(directory, () -> NOON)).hasMessageContaining("damaged");
  }
}
