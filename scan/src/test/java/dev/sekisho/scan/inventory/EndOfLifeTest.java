package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.OperatingSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndOfLifeTest {
  private static Optional<EndOfLife> of(String id, String version) {
    return EndOfLife.of(new OperatingSystem(id, version, "", ""));
  }

  @Test
  void aVersionIsOverOnTheDayAfterItsLastSupport() {
    EndOfLife debian = of("debian", "10").orElseThrow();
    assertThat(debian)
        .isEqualTo(
            new EndOfLife(LocalDate.of(2022, 9, 10), Optional.of(LocalDate.of(2024, 6, 30))));
    assertThat(debian.over(LocalDate.of(2024, 6, 30))).isFalse();
    assertThat(debian.over(LocalDate.of(2024, 7, 1))).isTrue();
  }

  @Test
  void pointReleasesBelongToTheirVersionAndOthersDoNot() {
    assertThat(of("alpine", "3.16.9").orElseThrow().general()).isEqualTo(LocalDate.of(2024, 5, 23));
    assertThat(of("alpine", "3.1")).isEmpty();
    assertThat(of("rhel", "8.10").orElseThrow().general()).isEqualTo(LocalDate.of(2029, 5, 31));
    assertThat(of("rhel", "80")).isEmpty();
    assertThat(of("arch", "")).isEmpty();
  }

  @Test
  void everyLineOfTheTableIsUnderstood() throws IOException {
    try (var in = EndOfLife.class.getResourceAsStream("end-of-life.tsv")) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
      for (String line : lines) {
        String[] fields = line.split("\t", -1);
        EndOfLife end = of(fields[0], fields[1]).orElseThrow();
        assertThat(end.longTerm().orElse(end.general())).as(line).isAfterOrEqualTo(end.general());
      }
      assertThat(lines).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    }
  }
}
