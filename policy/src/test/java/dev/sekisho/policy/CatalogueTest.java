package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sekisho.policy.scope.Attribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");
  private static final Pattern KEBAB = Pattern.compile("\"([a-z]+(?:-[a-z]+)+)\"");
  private static final Pattern PHRASE = Pattern.compile("Phrase\\s*\\.of\\(\\s*\"([a-zA-Z.-]+)\"");

  @Test
  void bothLanguagesHaveTheSameKeysAndPlaceholders() throws IOException {
    Properties english = read("messages.properties");
    Properties japanese = read("messages_ja.properties");
    assertEquals(
        new TreeSet<>(english.stringPropertyNames()),
        new TreeSet<>(japanese.stringPropertyNames()));
    for (String key : english.stringPropertyNames()) {
      assertEquals(
          placeholders(english.getProperty(key)), placeholders(japanese.getProperty(key)), key);
    }
  }

  @Test
  void noApostropheSwallowsAPlaceholder() throws IOException {
    for (String file : List.of("messages.properties", "messages_ja.properties")) {
      Properties texts = read(file);
      for (String key : texts.stringPropertyNames()) {
        assertTrue(!texts.getProperty(key).replace("''", "").contains("'"), file + ": " + key);
      }
    }
  }

  @Test
  void everyProblemThatTheCodeNamesHasItsWordsAndNoOtherStands() throws IOException {
    String source = source();
    Set<String> named = new TreeSet<>();
    Matcher ids = KEBAB.matcher(source);
    while (ids.find()) {
      named.add(ids.group(1));
    }
    named.addAll(List.of("scope-unknown-attribute-far", "scope-unknown-function-far"));
    for (String type : List.of("list", "map", "number", "text", "boolean")) {
      named.add("wrong-type-" + type);
    }
    named.removeAll(List.of("wrong-type", "wrong-type-"));
    Set<String> worded = new TreeSet<>();
    for (String key : read("messages.properties").stringPropertyNames()) {
      if (key.startsWith("problem.")) {
        worded.add(key.substring("problem.".length(), key.lastIndexOf('.')));
      }
    }
    assertEquals(named, worded);
    Messages messages = Messages.of(PolicyText.class, Locale.ENGLISH);
    for (String id : worded) {
      assertTrue(messages.has("problem." + id + ".what"), id);
      assertTrue(messages.has("problem." + id + ".fix"), id);
    }
  }

  @Test
  void everyPhraseControlKeyAndAttributeHasItsWords() throws IOException {
    Messages messages = Messages.of(PolicyText.class, Locale.JAPANESE);
    Matcher phrases = PHRASE.matcher(source());
    int found = 0;
    while (phrases.find()) {
      String key = phrases.group(1);
      found++;
      if (key.endsWith(".")) { // the rest is the name of a constant: judged in the law tests
        continue;
      }
      assertTrue(messages.has(key), key);
    }
    assertTrue(found >= 8, "the source must be read, found " + found);
    for (Attribute attribute : Attribute.values()) {
      assertTrue(messages.has("attribute." + attribute.text()), attribute.text());
    }
    for (String control : ControlReader.NAMES) {
      for (String part : List.of("", ".about", ".join")) {
        assertTrue(messages.has("control." + control + part), control + part);
      }
      for (String key : ControlReader.keys(control)) {
        assertTrue(messages.has("control." + control + "." + key), control + "." + key);
      }
    }
  }

  @Test
  void aMissingKeyIsShownWithItsValuesAndALongValueIsCut() {
    Messages messages = Messages.of(PolicyText.class, Locale.FRENCH);
    assertEquals("no.such.key a, b", messages.text("no.such.key", "a", "b"));
    String shown = messages.text("problem.bad-name.what", "x".repeat(100_000));
    assertTrue(shown.length() < 2100, "length " + shown.length());
  }

  private static String source() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static Set<String> placeholders(String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Properties read(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = PolicyText.class.getResourceAsStream(name)) {
      properties.load(
          new InputStreamReader(
              java.util.Objects.requireNonNull(in, name), StandardCharsets.UTF_8));
    }
    return properties;
  }
}
