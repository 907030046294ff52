package dev.sekisho.scan.advisory;

import dev.sekisho.model.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a record says of one package.
 *
 * @param ecosystem as OSV names it, such as {@code Debian:12}, {@code npm}
 * @param name of the package in the ecosystem's normal form
 * @param ranges intervals of versions
 * @param versions single versions
 * @param status what the vendor says where no version is fixed
 * @param rating the vendor's own word for this package; empty if there is none
 */
public record Affected(
    String ecosystem,
    String name,
    List<Range> ranges,
    List<String> versions,
    Finding.Status status,
    Optional<Finding.Rating> rating) {
  public Affected {
    ranges = List.copyOf(ranges);
    versions = List.copyOf(versions);
  }

  /** Events in the order of the record. */
  public record Range(List<Event> events) {
    public Range {
      events = List.copyOf(events);
    }
  }

  /**
   * Where the state changes.
   *
   * @param version {@code 0} for the beginning of all
   */
  public record Event(Kind kind, String version) {}

  /**
   * What happens at a version.
   *
   * @see <a href="https://ossf.github.io/osv-schema/#affectedrangesevents-fields">OSV schema</a>
   */
  public enum Kind {
    INTRODUCED,
    FIXED,
    LAST_AFFECTED,
    LIMIT
  }
}
