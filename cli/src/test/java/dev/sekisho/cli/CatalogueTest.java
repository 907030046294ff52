package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class CatalogueTest {
  private static Properties catalogue(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(CatalogueTest.class.getResourceAsStream(name)),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void japaneseHasExactlyTheKeysOfEnglish() throws IOException {
    assertThat(catalogue("messages_ja.properties").stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(
            catalogue("messages.properties").stringPropertyNames());
  }

  @Test
  void bothNameTheSameValues() throws IOException {
    Properties english = catalogue("messages.properties");
    Properties japanese = catalogue("messages_ja.properties");
    for (String key : english.stringPropertyNames()) {
      if (!key.contains("usage") && !key.startsWith("option.")) {
        assertThat(values(japanese.getProperty(key)))
            .as(key)
            .isEqualTo(values(english.getProperty(key)));
      }
    }
  }

  private static Set<String> values(String text) {
    TreeSet<String> values = new TreeSet<>();
    Matcher matcher = Pattern.compile("\\{\\d}").matcher(text);
    while (matcher.find()) {
      values.add(matcher.group());
    }
    return values;
  }

  @Test
  void everyKeyThatTheSourcesNameExists() throws IOException {
    Properties english = catalogue("messages.properties");
    Pattern named =
        Pattern.compile(
            "(?:print|tell|of|Progress\\(terminal,|skip)\\(?\\s*\"([a-z][a-z.-]+[a-z])\"");
    Pattern problem = Pattern.compile("because\\(\\s*\"([a-z-]+)\"");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        named
            .matcher(source)
            .results()
            .map(m -> m.group(1))
            .filter(key -> key.contains("."))
            .forEach(key -> assertThat(english).as(file + " names " + key).containsKey(key));
        problem
            .matcher(source)
            .results()
            .map(m -> m.group(1))
            .forEach(
                id ->
                    assertThat(english)
                        .as(file + " names the problem " + id)
                        .containsKeys("problem." + id + ".what", "problem." + id + ".fix"));
      }
    }
  }

  @Test
  void everyCommandAndOptionIsExplainedInBothLanguages() {
    for (String language : new String[] {"en_US.UTF-8", "ja_JP.UTF-8"}) {
      Captured captured = new Captured(Map.of("LANG", language));
      check(Commands.tree(captured.terminal, Map.of()), language);
    }
  }

  private static void check(CommandLine command, String language) {
    var spec = command.getCommandSpec();
    assertThat(spec.usageMessage().header())
        .as(language + ": header of " + spec.qualifiedName())
        .isNotEmpty();
    for (OptionSpec option : spec.options()) {
      assertThat(option.description())
          .as(language + ": " + spec.qualifiedName() + " " + option.longestName())
          .isNotEmpty();
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      assertThat(parameter.description())
          .as(language + ": " + spec.qualifiedName() + " " + parameter.paramLabel())
          .isNotEmpty();
    }
    assertThat(command.getUsageMessage()).doesNotContain("${");
    command.getSubcommands().values().forEach(each -> check(each, language));
  }
}
