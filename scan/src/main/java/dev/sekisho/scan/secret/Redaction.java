package dev.sekisho.scan.secret;

import dev.sekisho.scan.secret.SecretFinder.Match;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows where a secret stands and never what it is: the name that it is given, the public front of
 * its kind such as {@code ghp_}, and a mask. Nothing else of the line is shown, as another secret
 * may stand beside it that no rule knows.
 */
final class Redaction {
  private static final String MASK = "****";
  private static final int BEFORE = 100;
  private static final int LONG_NAME = 24;
  private static final double RANDOM = 3.9;

  private static final Pattern NAME =
      Pattern.compile(
          "([A-Za-z_][A-Za-z0-9_.-]{0,63})([\"']?[ \\t]{0,3}(?::=|=>|=|:)[ \\t]{0,3}[\"'`]?)\\z");
  private static final Pattern SCHEME =
      Pattern.compile("([a-z][a-z0-9+.-]{1,20}://)[^\\s/]*\\z", Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  /**
   * The masked line.
   *
   * @param front how many bytes at the start of the secret are the same in all of its kind
   * @param all secrets of the same bytes
   */
  static String of(byte[] bytes, Match match, int front, List<Match> all) {
    return name(bytes, match, all) + string(bytes, match.from(), match.from() + front) + MASK;
  }

  private static String name(byte[] bytes, Match match, List<Match> all) {
    int from = Math.max(0, match.from() - BEFORE);
    for (int i = match.from() - 1; i >= from; i--) {
      if (bytes[i] == '\n') {
        from = i + 1;
      }
    }
    String before = string(bytes, from, match.from());
    Matcher scheme = SCHEME.matcher(before);
    if (scheme.find()) {
      return scheme.group(1);
    }
    Matcher named = NAME.matcher(before);
    if (!named.find()) {
      return "";
    }
    int start = from + named.start();
    int end = from + named.end(1);
    boolean isSecret =
        all.stream().anyMatch(other -> other.from() < end && start < other.to())
            || (end - start > LONG_NAME && SecretFinder.entropy(bytes, start, end) > RANDOM);
    return isSecret ? "" : named.group();
  }

  private static String string(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
