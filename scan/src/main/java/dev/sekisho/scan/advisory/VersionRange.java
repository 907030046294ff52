package dev.sekisho.scan.advisory;

import dev.sekisho.scan.version.MalformedVersionException;
import dev.sekisho.scan.version.VersionOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a version with what a record says of a package.
 *
 * @see <a href="https://ossf.github.io/osv-schema/#evaluation">OSV's evaluation</a>
 */
final class VersionRange {
  private VersionRange() {}

  /**
   * A range that holds the version.
   *
   * @param range in words, such as {@code >= 1.0, < 1.2.3}
   * @param fixed the first version behind it without the vulnerability; empty if there is none
   */
  record Hit(String range, Optional<String> fixed) {}

  /**
   * The first range or listed version that holds a version.
   *
   * @throws MalformedVersionException if the version or the record's cannot be compared
   */
  static Optional<Hit> find(Affected affected, String version, VersionOrder order)
      throws MalformedVersionException {
    for (Affected.Range range : affected.ranges()) {
      Optional<Hit> hit = in(range, version, order);
      if (hit.isPresent()) return hit;
    }
    for (String listed : affected.versions()) {
      if (listed.equals(version)) {
        return Optional.of(new Hit("= " + version, firstFixAbove(affected, version, order)));
      }
    }
    return Optional.empty();
  }

  /** All that a record says of versions, in words; what it lists one by one is counted. */
  static String words(Affected affected) {
    List<String> words = new ArrayList<>();
    for (Affected.Range range : affected.ranges()) {
      List<String> events = new ArrayList<>();
      for (Affected.Event event : range.events()) {
        String kind = event.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        events.add(kind + " " + event.version());
      }
      words.add(String.join(", ", events));
    }
    if (!affected.versions().isEmpty()) {
      words.add(affected.versions().size() + " versions listed");
    }
    return String.join("; ", words);
  }

  private static Optional<Hit> in(Affected.Range range, String version, VersionOrder order)
      throws MalformedVersionException {
    List<Affected.Event> events = sorted(range.events(), order);
    String introduced = "";
    boolean within = false;
    for (Affected.Event event : events) {
      boolean reached = isReached(event, version, order);
      switch (event.kind()) {
        case INTRODUCED -> {
          if (reached) {
            within = true;
            introduced = event.version();
          }
        }
        case FIXED, LIMIT, LAST_AFFECTED -> {
          if (reached) {
            within = false;
          } else if (within) {
            return Optional.of(hit(introduced, Optional.of(event)));
          }
        }
      }
    }
    return within ? Optional.of(hit(introduced, Optional.empty())) : Optional.empty();
  }

  /** Whether the version is at or behind the event; for the last affected one, behind it. */
  private static boolean isReached(Affected.Event event, String version, VersionOrder order)
      throws MalformedVersionException {
    if (event.version().equals("0") && event.kind() == Affected.Kind.INTRODUCED) {
      order.compare(version, version); // what is no version is in no range, not even in all
      return true;
    }
    int sign = order.compare(version, event.version());
    return event.kind() == Affected.Kind.LAST_AFFECTED ? sign > 0 : sign >= 0;
  }

  private static Hit hit(String introduced, Optional<Affected.Event> end) {
    String from = introduced.equals("0") ? "" : ">= " + introduced;
    String to =
        end.map(
                event ->
                    switch (event.kind()) {
                      case LAST_AFFECTED -> "<= " + event.version();
                      case FIXED, LIMIT -> "< " + event.version();
                      case INTRODUCED -> throw new AssertionError("no end: " + event);
                    })
            .orElse("");
    String words = from.isEmpty() || to.isEmpty() ? from + to : from + ", " + to;
    return new Hit(
        words.isEmpty() ? "all versions" : words,
        end.filter(event -> event.kind() == Affected.Kind.FIXED).map(Affected.Event::version));
  }

  private static Optional<String> firstFixAbove(
      Affected affected, String version, VersionOrder order) throws MalformedVersionException {
    Optional<String> first = Optional.empty();
    for (Affected.Range range : affected.ranges()) {
      for (Affected.Event event : range.events()) {
        if (event.kind() != Affected.Kind.FIXED || order.compare(event.version(), version) <= 0) {
          continue;
        }
        if (first.isEmpty() || order.compare(event.version(), first.get()) < 0) {
          first = Optional.of(event.version());
        }
      }
    }
    return first;
  }

  /** By version; at one version the end of an interval stands before the beginning of the next. */
  private static List<Affected.Event> sorted(List<Affected.Event> events, VersionOrder order)
      throws MalformedVersionException {
    List<Affected.Event> sorted = new ArrayList<>();
    for (Affected.Event event : events) {
      int at = sorted.size();
      while (at > 0 && isBefore(event, sorted.get(at - 1), order)) at--;
      sorted.add(at, event);
    }
    return sorted;
  }

  private static boolean isBefore(Affected.Event event, Affected.Event other, VersionOrder order)
      throws MalformedVersionException {
    boolean begins = event.version().equals("0");
    boolean otherBegins = other.version().equals("0");
    if (begins || otherBegins) return begins && !otherBegins;
    int sign = order.compare(event.version(), other.version());
    return sign < 0
        || (sign == 0
            && event.kind() != Affected.Kind.INTRODUCED
            && other.kind() == Affected.Kind.INTRODUCED
            && event.kind() != Affected.Kind.LAST_AFFECTED);
  }
}
