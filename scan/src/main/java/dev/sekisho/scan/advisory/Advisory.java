package dev.sekisho.scan.advisory;

import dev.sekisho.model.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one record says of a vulnerability, whatever it affects.
 *
 * @param id of the record, such as {@code GHSA-…}, {@code DEBIAN-CVE-…}, {@code ALSA-2022:2062}
 * @param aliases other names of the same vulnerability, or the vulnerabilities that a
 *     distribution's advisory is about
 * @param summary one line; empty if there is none
 * @param details as written
 * @param references addresses
 * @param published empty if the record does not say
 * @param ratings all of them, with scores
 */
public record Advisory(
    String id,
    List<String> aliases,
    String summary,
    String details,
    List<String> references,
    Optional<Instant> published,
    List<Finding.Rating> ratings) {
  public Advisory {
    aliases = List.copyOf(aliases);
    references = List.copyOf(references);
    ratings = List.copyOf(ratings);
  }

  /** The CVEs that it is about, or its own id where there is none. */
  public List<String> ids() {
    List<String> cves =
        java.util.stream.Stream.concat(java.util.stream.Stream.of(id), aliases.stream())
            .filter(name -> name.startsWith("CVE-"))
            .distinct()
            .toList();
    return cves.isEmpty() ? List.of(id) : cves;
  }
}
