package dev.sekisho.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them in options. */
final class Times {
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  private Times() {}

  /** {@code 15m} (ago) or an ISO 8601 instant, as ISO 8601; empty stays empty. */
  static String instant(String text) {
    if (text.isEmpty()) {
      return "";
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long number = Long.parseLong(ago.group(1));
      Duration duration =
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      return Instant.now().minus(duration).toString();
    }
    try {
      return Instant.parse(text).toString();
    } catch (DateTimeParseException e) {
      throw Exit.INPUT.because("bad-time", text);
    }
  }
}
