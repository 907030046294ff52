package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/usr/bin/nc, /usr/bin/nc, true",
    "/usr/bin/nc, /usr/bin/nca, false",
    "/usr/bin/nc, /usr/bin, false",
    "/usr/*/nc, /usr/bin/nc, true",
    "/usr/*/nc, /usr/local/bin/nc, false",
    "/usr/bin/nc*, /usr/bin/ncat, true",
    "/usr/bin/nc*, /usr/bin/nc/x, false",
    "/bin/?c, /bin/nc, true",
    "/bin/?c, /bin/c, false",
    "/bin?nc, /bin/nc, false",
    "/srv/**, /srv/a/b/c, true",
    "/srv/**, /srv, false",
    "/srv/**, /srv/, false",
    "/srv/**, /srvx/a, false",
    "/srv/**/run, /srv/run, true",
    "/srv/**/run, /srv/a/b/run, true",
    "/srv/**/run, /srv/a/b/runs, false",
    "/**/a/**/b, /x/a/y/a/z/b, true",
    "**/nc, /usr/bin/nc, true",
    "w*t, wget, true",
    "*, /bin/sh, false",
  })
  void aPatternMatchesWholePaths(String pattern, String path, boolean expected) {
    assertEquals(expected, new PathPattern(pattern).matches(path), pattern + " on " + path);
  }

  @Test
  void itAgreesWithTheDefinitionOnGeneratedPatterns() {
    Random random = new Random(5);
    int matched = 0;
    for (int i = 0; i < 200_000; i++) {
      String pattern = made(random, List.of("a", "b", "*", "?", "**", "a*", "*b", "a*b*a", "?*"));
      String path = made(random, List.of("a", "b", "ab", "aab", "aba", "", "ba"));
      boolean expected = matches(List.of(pattern.split("/", -1)), List.of(path.split("/", -1)));
      assertEquals(expected, new PathPattern(pattern).matches(path), pattern + " on " + path);
      matched += expected ? 1 : 0;
    }
    assertTrue(matched > 10_000, "too few of the paths match to prove anything: " + matched);
  }

  @Test
  void noPatternTakesLong() {
    String path = ("/" + "a".repeat(60)).repeat(60) + "/b";
    PathPattern stars = new PathPattern("/**".repeat(600) + "/" + "a*".repeat(600) + "c");
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> stars.matches(path));
  }

  @Test
  void whatIsNoPatternIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PathPattern(""));
    assertThrows(IllegalArgumentException.class, () -> new PathPattern("/a\0b"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PathPattern("a".repeat(PathPattern.MAXIMUM_LENGTH + 1)));
  }

  private static String made(Random random, List<String> components) {
    StringBuilder made = new StringBuilder(components.get(random.nextInt(components.size())));
    for (int i = random.nextInt(5); i > 0; i--) {
      made.append('/').append(components.get(random.nextInt(components.size())));
    }
    return made.isEmpty() ? "a" : made.toString();
  }

  /** The definition, written for clarity and not for speed. */
  private static boolean matches(List<String> pattern, List<String> path) {
    if (pattern.isEmpty()) {
      return path.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.getFirst().equals("**")) {
      if (rest.isEmpty()) { // what lies below: /srv/ is /srv itself
        return !String.join("/", path).isEmpty();
      }
      for (int given = 0; given <= path.size(); given++) {
        if (matches(rest, path.subList(given, path.size()))) {
          return true;
        }
      }
      return false;
    }
    return !path.isEmpty()
        && component(pattern.getFirst(), path.getFirst())
        && matches(rest, path.subList(1, path.size()));
  }

  private static boolean component(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    String rest = pattern.substring(1);
    if (pattern.charAt(0) == '*') {
      return component(rest, text) || (!text.isEmpty() && component(pattern, text.substring(1)));
    }
    return !text.isEmpty()
        && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
        && component(rest, text.substring(1));
  }
}
