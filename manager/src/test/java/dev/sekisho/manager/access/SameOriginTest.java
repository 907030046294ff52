package dev.sekisho.manager.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SameOriginTest {
  @Test
  void onlyPagesOfTheSameHostAndPortAndProgramsPass() {
    assertThat(SameOrigin.holds(null, null, "m:8443")).isTrue();
    assertThat(SameOrigin.holds("same-origin", "https://m:8443", "m:8443")).isTrue();
    assertThat(SameOrigin.holds(null, "https://M:8443", "m:8443")).isTrue();
    assertThat(SameOrigin.holds("same-site", "https://m:8443", "m:8443")).isFalse();
    assertThat(SameOrigin.holds(null, "https://m:8444", "m:8443")).isFalse();
    assertThat(SameOrigin.holds(null, "null", "m:8443")).isFalse();
    assertThat(SameOrigin.holds(null, "https://m:8443.evil.example", "m:8443")).isFalse();
    assertThat(SameOrigin.holds(null, "::not a url::", "m:8443")).isFalse();
  }
}
