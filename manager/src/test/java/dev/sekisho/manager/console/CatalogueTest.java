package dev.sekisho.manager.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Path TEMPLATES = Path.of("src/main/resources/templates");
  private static final Path SOURCES = Path.of("src/main/java/dev/sekisho/manager/console");
  private static final Pattern KEY_IN_TEMPLATE = Pattern.compile("(?:say|rich)\\('([^']+)'");
  private static final Pattern KEY_IN_SOURCE =
      Pattern.compile("(?:say|rich)\\(\\s*\"([^\"]+)\"[,)]");
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)(?:#[^}]*)?\\}");

  /** Words that are the same in every language, or stand in their own. */
  private static final Set<String> UNTRANSLATED = Set.of("Sekisho", "関", "English", "日本語", "PID");

  private final Properties english = load("messages.properties");
  private final Properties japanese = load("messages_ja.properties");

  @Test
  void bothLanguagesHaveTheSameKeys() {
    assertThat(new TreeSet<>(japanese.stringPropertyNames()))
        .isEqualTo(new TreeSet<>(english.stringPropertyNames()));
  }

  @Test
  void aMessageNamesTheSameValuesInBothLanguages() {
    for (String key : english.stringPropertyNames()) {
      assertThat(places(japanese.getProperty(key)))
          .as(key)
          .isSubsetOf(places(english.getProperty(key)));
    }
  }

  @Test
  void japaneseHasNoSpaceBetweenJapaneseAndLatin() {
    Pattern gap =
        Pattern.compile(
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}] [A-Za-z0-9{`]|[A-Za-z0-9}`] [\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]");
    for (String key : japanese.stringPropertyNames()) {
      assertThat(japanese.getProperty(key)).as(key).doesNotContainPattern(gap);
    }
  }

  @Test
  void everyKeyThatAPageAsksForIsThere() throws IOException {
    Set<String> asked =
        Stream.concat(
                texts(TEMPLATES, ".html").flatMap(t -> keys(KEY_IN_TEMPLATE, t)),
                texts(SOURCES, ".java").flatMap(t -> keys(KEY_IN_SOURCE, t)))
            .filter(key -> !key.endsWith(".") && !key.endsWith("-"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(asked).hasSizeGreaterThan(200);
    assertThat(english.stringPropertyNames()).containsAll(asked);
  }

  @Test
  void noTemplateHoldsTextOfItsOwn() throws IOException {
    for (Path template : files(TEMPLATES, ".html").toList()) {
      String text =
          Files.readString(template)
              .replaceAll("(?s)\\{[^{}]*\\}", " ")
              .replaceAll("(?s)<[^>]*>", " ");
      List<String> words =
          Stream.of(text.split("[^\\p{L}]+"))
              .filter(word -> !word.isEmpty() && !UNTRANSLATED.contains(word))
              .toList();
      assertThat(words).as(template.toString()).isEmpty();
    }
  }

  @Test
  void noAttributeThatPeopleHearOrReadHoldsTextOfItsOwn() throws IOException {
    Pattern spoken =
        Pattern.compile("(?:aria-label|title|placeholder|alt)=\"([^\"{]*\\p{L}[^\"]*)\"");
    for (Path template : files(TEMPLATES, ".html").toList()) {
      List<String> found =
          keys(spoken, Files.readString(template))
              .filter(text -> !text.equals("tier=web, site=tokyo"))
              .toList();
      assertThat(found).as(template.toString()).isEmpty();
    }
  }

  private static Stream<String> keys(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1));
  }

  private static Set<String> places(String message) {
    return PLACE
        .matcher(message)
        .results()
        .map(MatchResult::group)
        .map(p -> p.substring(1, 2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> texts(Path directory, String ending) throws IOException {
    return files(directory, ending)
        .map(
            file -> {
              try {
                return Files.readString(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static Stream<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.toString().endsWith(ending)).toList().stream();
    }
  }

  private static Properties load(String name) {
    Properties properties = new Properties();
    try (InputStreamReader reader =
        new InputStreamReader(
            Objects.requireNonNull(CatalogueTest.class.getResourceAsStream(name)),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
