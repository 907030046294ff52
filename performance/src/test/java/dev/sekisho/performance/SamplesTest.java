package dev.sekisho.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void percentilesAreNearestRanks() {
    Samples samples = Samples.of(LongStream.rangeClosed(1, 100).map(i -> 101 - i));
    assertThat(samples.median()).isEqualTo(50);
    assertThat(samples.percentile(0.99)).isEqualTo(99);
    assertThat(samples.percentile(1)).isEqualTo(100);
    assertThat(samples.smallest()).isEqualTo(1);
    assertThat(Samples.of(LongStream.of(5)).percentile(0.99)).isEqualTo(5);
  }

  @Test
  void noSamplesHaveNoPercentiles() {
    assertThatThrownBy(() -> Samples.of(LongStream.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRatioIsTheMiddleOneOfTheRoundsNotOfAllValues() {
    Paired pair = new Paired();
    pair.add(Samples.of(LongStream.of(100)), Samples.of(LongStream.of(110)));
    pair.add(Samples.of(LongStream.of(1000)), Samples.of(LongStream.of(1200)));
    pair.add(Samples.of(LongStream.of(10)), Samples.of(LongStream.of(10)));
    assertThat(pair.ratioText(0.5)).isEqualTo("1.10 (1.00–1.20)");
    pair.add(Samples.of(LongStream.of(10)), Samples.of(LongStream.of(30)));
    assertThat(pair.ratio(0.5)).isEqualTo(1.15);
  }
}
