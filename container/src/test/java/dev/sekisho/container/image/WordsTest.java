package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Path CATALOGUES = Path.of("src/main/resources/dev/sekisho/container/image");

  private static Properties catalogue(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(CATALOGUES.resolve(name))) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void bothLanguagesHaveTheSameTextsAndTheSameValues() throws IOException {
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
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyProblemHasItsPlaceInTheDocument() throws IOException {
    Set<String> headings;
    try (Stream<String> lines = Files.lines(Path.of("../docs/problems.md"))) {
      headings =
          lines
              .filter(line -> line.startsWith("### "))
              .map(line -> line.substring(4).strip())
              .collect(Collectors.toSet());
    }
    Set<String> problems =
        catalogue("messages.properties").stringPropertyNames().stream()
            .filter(key -> key.endsWith(".what"))
            .map(key -> key.substring(0, key.length() - ".what".length()))
            .collect(Collectors.toSet());
    assertThat(problems).isNotEmpty();
    assertThat(headings).containsAll(problems);
  }

  @Test
  void whatOthersWroteIsInertAndShort() {
    assertThat(Words.gap("a\u001b[31m\nb", "tar-type", "\u202e").where())
        .isEqualTo("a\ufffd[31m\ufffdb");
    assertThat(Words.gap("x".repeat(1000), "tar-sparse").where()).hasSize(301);
  }
}
