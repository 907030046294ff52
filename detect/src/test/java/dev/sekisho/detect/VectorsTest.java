package dev.sekisho.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conformance vectors, which every port of the core is held to. */
class VectorsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors");
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyVectorHasItsVerdict(Path file) throws IOException {
    List<String> wrong = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      JsonNode vector = JSON.readTree(line);
      String expected = vector.path("expect").asText();
      String actual = VectorRunner.verdict(vector);
      if (!actual.equals(expected)) {
        wrong.add(file.getFileName() + ":" + number + ": " + actual + " for " + line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(number).as("vectors in " + file).isPositive();
  }

  @ParameterizedTest
  @MethodSource("files")
  void noVectorStandsTwice(Path file) throws IOException {
    Set<String> seen = new HashSet<>();
    for (String line : Files.readAllLines(file)) {
      assertThat(seen.add(line)).as(line).isTrue();
    }
  }

  @Test
  void halfOfTheVectorsAreBenign() throws IOException {
    int benign = 0;
    int all = 0;
    for (Path file : files().toList()) {
      for (String line : Files.readAllLines(file)) {
        all++;
        benign += JSON.readTree(line).path("expect").asText().equals("none") ? 1 : 0;
      }
    }
    assertThat(benign * 10).isBetween(all * 4, all * 7);
  }
}
