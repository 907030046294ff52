package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  @Test
  void aChangedLineIsOneOldAndOneNew() {
    assertThat(LineDiff.of("a\nmode: audit\nb\n", "a\nmode: enforce\nb\n"))
        .containsExactly(
            new LineDiff.Line(LineDiff.Side.BOTH, "a"),
            new LineDiff.Line(LineDiff.Side.OLD, "mode: audit"),
            new LineDiff.Line(LineDiff.Side.NEW, "mode: enforce"),
            new LineDiff.Line(LineDiff.Side.BOTH, "b"));
  }

  @Test
  void bothTextsCanBeReadFromTheDifference() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      String before = text(random);
      String after = text(random);
      List<LineDiff.Line> lines = LineDiff.of(before, after);
      assertThat(side(lines, LineDiff.Side.NEW)).isEqualTo(before.lines().toList());
      assertThat(side(lines, LineDiff.Side.OLD)).isEqualTo(after.lines().toList());
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(12), 0, 4)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining("\n"));
  }

  private static List<String> side(List<LineDiff.Line> lines, LineDiff.Side without) {
    return lines.stream().filter(line -> line.side() != without).map(LineDiff.Line::text).toList();
  }
}
