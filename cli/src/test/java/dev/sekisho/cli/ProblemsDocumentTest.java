package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/problems.md} has a section for every problem that any module can name, and says of it
 * what the module's catalogue says. {@code -Dsekisho.docs.write=true} brings the sections that are
 * there up to date and adds new ones at the end, for a person to place.
 */
class ProblemsDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCUMENT = ROOT.resolve("docs/problems.md");
  private static final Pattern KEY = Pattern.compile("(?:problem\\.)?([a-z0-9-]+)\\.what");
  private static final Pattern CODE =
      Pattern.compile("(?:new Problem|\\.because)\\(\\s*\"([a-z0-9-]+)\"");

  /**
   * What and fix by id, from the English catalogues of all modules; two modules may word one
   * problem differently, and the document follows either.
   */
  private static Map<String, List<List<String>>> catalogues() throws IOException {
    Map<String, List<List<String>>> problems = new TreeMap<>();
    for (Path file : files("src/main/resources", "messages.properties")) {
      Properties catalogue = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        catalogue.load(reader);
      }
      for (String key : catalogue.stringPropertyNames()) {
        Matcher matcher = KEY.matcher(key);
        if (matcher.matches()
            && (key.startsWith("problem.")
                || catalogue.containsKey(key.replaceFirst("what$", "fix")))) {
          String id = matcher.group(1);
          problems
              .computeIfAbsent(id, none -> new ArrayList<>())
              .add(
                  List.of(
                      shown(catalogue.getProperty(key)),
                      shown(catalogue.getProperty(key.replaceFirst("what$", "fix"), ""))));
        }
      }
    }
    return problems;
  }

  /** As it is printed: an apostrophe is written twice in a pattern. */
  private static String shown(String pattern) {
    return pattern.replace("''", "'").strip();
  }

  private static Set<String> inCode() throws IOException {
    Set<String> ids = new TreeSet<>();
    for (Path file : files("src/main/java", ".java")) {
      CODE.matcher(Files.readString(file)).results().forEach(match -> ids.add(match.group(1)));
    }
    return ids;
  }

  private static List<Path> files(String below, String ending) throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve(below))
          .filter(Files::isDirectory)
          .flatMap(ProblemsDocumentTest::walk)
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private static Stream<Path> walk(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String section(String id, List<String> words) {
    return "### " + id + "\n" + words.get(0) + "\n\n**Fix.** " + words.get(1) + "\n";
  }

  @Test
  void everyProblemHasItsSectionAndSaysWhatTheCatalogueSays() throws IOException {
    Map<String, List<List<String>>> catalogues = catalogues();
    assertThat(catalogues).hasSizeGreaterThan(100);
    String document = Files.readString(DOCUMENT);
    if (Boolean.getBoolean("sekisho.docs.write")) {
      document = written(document, catalogues);
      Files.writeString(DOCUMENT, document);
    }
    Set<String> ids = new TreeSet<>(catalogues.keySet());
    ids.addAll(inCode());
    Set<String> sections = new TreeSet<>();
    Pattern.compile("(?m)^### ([a-z0-9-]+)$")
        .matcher(document)
        .results()
        .forEach(match -> sections.add(match.group(1)));
    assertThat(sections).isEqualTo(ids);
    for (Map.Entry<String, List<List<String>>> problem : catalogues.entrySet()) {
      List<String> wordings =
          problem.getValue().stream().map(words -> section(problem.getKey(), words)).toList();
      assertThat(wordings).as(problem.getKey()).anyMatch(document::contains);
    }
  }

  private static String written(String document, Map<String, List<List<String>>> catalogues)
      throws IOException {
    String text = document;
    Set<String> ids = new TreeSet<>(catalogues.keySet());
    ids.addAll(inCode());
    for (String id : ids) {
      List<List<String>> wordings = catalogues.getOrDefault(id, List.of());
      // One that only the code names has no words yet: the test goes on to fail on it.
      if (wordings.isEmpty()
          || wordings.stream().map(words -> section(id, words)).anyMatch(text::contains)) {
        continue;
      }
      String section = section(id, wordings.getFirst());
      Matcher there = Pattern.compile("(?ms)^### " + id + "\n.*?(?=^##|\\z)").matcher(text);
      if (!there.find()) {
        text = text.stripTrailing() + "\n\n" + section;
      } else {
        text = there.replaceFirst(Matcher.quoteReplacement(section + "\n"));
      }
    }
    return text.stripTrailing() + "\n";
  }
}
