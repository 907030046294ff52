package dev.sekisho.manager.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.manager.identity.IdentityRefused;
import dev.sekisho.manager.store.ChangeRefused;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HttpProblemTest {
  private static java.util.Set<String> keys(Locale locale) {
    return new TreeSet<>(
        ResourceBundle.getBundle(
                "dev.sekisho.manager.problem.messages",
                locale,
                ResourceBundle.Control.getNoFallbackControl(
                    ResourceBundle.Control.FORMAT_PROPERTIES))
            .keySet());
  }

  @Test
  void bothLanguagesSayTheSameThings() {
    assertThat(keys(Locale.JAPANESE)).isEqualTo(keys(Locale.ROOT));
  }

  @Test
  void everyRefusalHasWords() {
    for (IdentityRefused.Reason reason : IdentityRefused.Reason.values()) {
      assertSaid(HttpProblem.of(new IdentityRefused(reason)).orElseThrow());
    }
    for (ChangeRefused.Reason reason : ChangeRefused.Reason.values()) {
      assertSaid(HttpProblem.of(new ChangeRefused(reason, "x")).orElseThrow());
    }
  }

  private static void assertSaid(HttpProblem problem) {
    for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.JAPANESE}) {
      assertThat(problem.what(locale)).doesNotStartWith("problem.");
      assertThat(problem.fix(locale)).doesNotStartWith("problem.");
    }
  }

  @Test
  void headersThatNoBrowserWritesAreAnsweredInEnglish() {
    assertThat(Languages.of(null)).isEqualTo(Locale.ENGLISH);
    assertThat(Languages.of("ja-JP,ja;q=0.9,en;q=0.8")).isEqualTo(Locale.JAPANESE);
    assertThat(Languages.of("en-GB,ja;q=0.1")).isEqualTo(Locale.ENGLISH);
    assertThat(Languages.of("fr")).isEqualTo(Locale.ENGLISH);
    assertThat(Languages.of(";;;=\0")).isEqualTo(Locale.ENGLISH);
    assertThat(Languages.of("ja,".repeat(10_000))).isEqualTo(Locale.ENGLISH);
  }
}
