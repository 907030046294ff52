package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.model.Purl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PurlSuiteTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theOfficialSuitePassesWhole() throws IOException {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    try (Stream<Path> files = Files.walk(SharedData.path("fixtures/purl-spec/tests"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        for (JsonNode test : JSON.readTree(file.toFile()).path("tests")) {
          cases++;
          String seen = run(test);
          if (!seen.isEmpty()) {
            wrong.add(file.getFileName() + ": " + test.path("input") + ": " + seen);
          }
        }
      }
    }
    assertThat(cases).isGreaterThan(500);
    assertThat(wrong).isEmpty();
  }

  private static String run(JsonNode test) {
    JsonNode input = test.path("input");
    JsonNode expected = test.path("expected_output");
    boolean failure = test.path("expected_failure").asBoolean();
    Purl purl;
    try {
      purl =
          switch (test.path("test_type").asText()) {
            case "parse" -> Purl.parse(input.asText());
            case "validate" -> Purl.normalize(input.asText());
            case "build" -> build(input);
            default -> fail("unknown kind of test " + test);
          };
    } catch (IllegalArgumentException e) {
      return failure ? "" : "failed: " + e.getMessage();
    }
    if (failure) {
      return "accepted as " + purl;
    }
    if (test.path("test_type").asText().equals("parse")) {
      Purl whole =
          new Purl(
              text(expected, "type"),
              text(expected, "namespace"),
              text(expected, "name"),
              text(expected, "version"),
              qualifiers(expected),
              text(expected, "subpath"));
      return purl.equals(whole) ? "" : purl + " instead of " + whole;
    }
    return purl.toString().equals(expected.asText()) ? "" : purl + " instead of " + expected;
  }

  private static Purl build(JsonNode input) {
    Purl purl =
        Purl.of(
            text(input, "type"),
            text(input, "namespace"),
            text(input, "name"),
            text(input, "version"));
    return new Purl(
            purl.type(),
            purl.namespace(),
            purl.name(),
            purl.version(),
            qualifiers(input),
            text(input, "subpath"))
        .checked();
  }

  private static SortedMap<String, String> qualifiers(JsonNode node) {
    SortedMap<String, String> qualifiers = new TreeMap<>();
    node.path("qualifiers")
        .properties()
        .forEach(entry -> qualifiers.put(entry.getKey(), entry.getValue().asText()));
    return qualifiers;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("").equals("null") ? "" : node.path(field).asText("");
  }
}
