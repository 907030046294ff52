package dev.sekisho.manager.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Times as people read them: relative up to 24 hours, then weekday and time, then the date.
 *
 * @param language whose words
 * @param zone whose clock
 * @param now the moment of the page, one for all of it
 */
public record Clockface(Language language, ZoneId zone, Instant now) {
  /** {@code <time>} with the relative time as text and the absolute one on hovering. */
  public Markup relative(Instant at) {
    return element(at, ago(at));
  }

  /** The same as a part of a sentence: {@code 3 min ago}, {@code just now}, or date and time. */
  public Markup since(Instant at) {
    Duration past = Duration.between(at, now);
    if (past.compareTo(Duration.ofSeconds(10)) < 0) {
      return element(at, say("time.just-now"));
    }
    return past.compareTo(Duration.ofHours(24)) < 0
        ? element(at, say("time.ago", length(past)))
        : element(at, absolute(at, false));
  }

  /** {@code <time>} with date, time to the millisecond and zone in full. */
  public Markup full(Instant at) {
    return element(at, absolute(at, true));
  }

  /** {@code <time>} with date, time to the minute and zone. */
  public Markup day(Instant at) {
    return element(at, absolute(at, false));
  }

  String dayText(Instant at) {
    return absolute(at, false);
  }

  /** The hour and minute, with the weekday where it is another day than now: for axes. */
  public String axis(Instant at) {
    ZonedDateTime there = at.atZone(zone);
    boolean today = there.toLocalDate().equals(now.atZone(zone).toLocalDate());
    String pattern = today ? "HH:mm" : japanese() ? "E HH:mm" : "EEE HH:mm";
    return format(there, pattern);
  }

  String zoneName() {
    return format(now.atZone(zone), "z");
  }

  /** A length of time in its largest fitting unit. */
  public String length(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return say("time.seconds", seconds);
    }
    if (seconds < 3600) {
      return say("time.minutes", seconds / 60);
    }
    if (seconds < 2 * 86_400) {
      return say("time.hours", seconds / 3600);
    }
    return say("time.days", seconds / 86_400);
  }

  private String ago(Instant at) {
    Duration past = Duration.between(at, now);
    if (past.isNegative() && past.compareTo(Duration.ofMinutes(-1)) < 0) {
      return absolute(at, false);
    }
    if (past.compareTo(Duration.ofSeconds(10)) < 0) {
      return say("time.now");
    }
    if (past.compareTo(Duration.ofHours(24)) < 0) {
      return length(past);
    }
    ZonedDateTime there = at.atZone(zone);
    if (past.compareTo(Duration.ofDays(6)) < 0) {
      return format(there, japanese() ? "M/d（E）HH:mm" : "EEE HH:mm");
    }
    return format(there, japanese() ? "yyyy年M月d日" : "d MMM yyyy");
  }

  private String absolute(Instant at, boolean milliseconds) {
    String time = milliseconds ? "HH:mm:ss.SSS" : "HH:mm";
    String pattern = japanese() ? "yyyy年M月d日（E）" + time + " z" : "EEE d MMM yyyy, " + time + " z";
    return format(at.atZone(zone), pattern);
  }

  private Markup element(Instant at, String text) {
    return new Markup(
        "<time datetime=\"%s\" title=\"%s\">%s</time>"
            .formatted(at, Inert.html(absolute(at, true)), Inert.html(text)));
  }

  private String format(ZonedDateTime time, String pattern) {
    Locale locale = japanese() ? Locale.JAPANESE : Locale.UK;
    return DateTimeFormatter.ofPattern(pattern, locale).format(time);
  }

  private String say(String key, Object... values) {
    return language.texts().say(key, List.of(values));
  }

  private boolean japanese() {
    return language == Language.JAPANESE;
  }
}
