package dev.sekisho.manager.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StartProblemTest {
  private static final Pattern NAMED =
      Pattern.compile("\"((?:manager|database)-[a-z]+(?:-[a-z]+)*)\"");
  private static final Set<String> OTHER_IDS =
      Set.of("database-server", "database-down", "manager-event");

  private static Properties catalogue(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(StartProblem.class.getResourceAsStream(name)),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void bothLanguagesSayTheSameThingsOfTheSameValues() throws IOException {
    Properties english = catalogue("messages.properties");
    Properties japanese = catalogue("messages_ja.properties");
    assertThat(japanese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(values(japanese.getProperty(key)))
          .as(key)
          .isEqualTo(values(english.getProperty(key)));
    }
  }

  private static Set<String> values(String text) {
    return Pattern.compile("\\{\\d}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyProblemThatTheSourcesNameHasItsWordsAndEachIsExplained() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        NAMED.matcher(Files.readString(file)).results().map(m -> m.group(1)).forEach(named::add);
      }
    }
    named.removeAll(OTHER_IDS);
    Set<String> explained =
        catalogue("messages.properties").stringPropertyNames().stream()
            .filter(key -> key.startsWith("problem."))
            .map(key -> key.split("\\.", -1)[1])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(explained).isEqualTo(named);
    String document = Files.readString(Path.of("../docs/problems.md"));
    assertThat(explained).allMatch(id -> document.contains("\n### " + id + "\n"));
  }
}
