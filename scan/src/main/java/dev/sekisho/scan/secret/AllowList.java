package dev.sekisho.scan.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is no secret although a rule says so.
 *
 * @param every whether all kinds of conditions that it has must hold, rather than one
 * @param paths of files
 * @param expressions for what {@code target} says
 * @param stopWords parts of secrets, lower case
 */
record AllowList(
    boolean every,
    List<Pattern> paths,
    List<Pattern> expressions,
    Target target,
    List<String> stopWords) {
  AllowList {
    paths = List.copyOf(paths);
    expressions = List.copyOf(expressions);
    stopWords = List.copyOf(stopWords);
  }

  /** What expressions are compared with. */
  enum Target {
    SECRET,
    MATCH,
    LINE
  }

  boolean allows(String path, String secret, String match, String line) {
    int asked = 0;
    int held = 0;
    if (!paths.isEmpty()) {
      asked++;
      held += finds(paths, path) ? 1 : 0;
    }
    if (!expressions.isEmpty()) {
      String text =
          switch (target) {
            case SECRET -> secret;
            case MATCH -> match;
            case LINE -> line;
          };
      asked++;
      held += finds(expressions, text) ? 1 : 0;
    }
    if (!stopWords.isEmpty()) {
      String lower = secret.toLowerCase(Locale.ROOT);
      asked++;
      held += stopWords.stream().anyMatch(lower::contains) ? 1 : 0;
    }
    return asked > 0 && (every ? held == asked : held > 0);
  }

  private static boolean finds(List<Pattern> patterns, String text) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(text).find()) {
        return true;
      }
    }
    return false;
  }
}
