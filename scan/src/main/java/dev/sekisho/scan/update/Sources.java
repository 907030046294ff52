package dev.sekisho.scan.update;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where advisories come from.
 *
 * @param osv addresses below which {@code ECOSYSTEM/all.zip} lie; the first that answers is used
 * @param kev CISA's list of exploited vulnerabilities; empty to leave it out
 * @param epss probabilities of exploitation; empty to leave them out
 * @param debian Debian's tracker; empty to leave it out
 */
public record Sources(List<URI> osv, Optional<URI> kev, Optional<URI> epss, Optional<URI> debian) {
  private static final String OFF = "off";

  public Sources {
    osv = List.copyOf(osv);
  }

  /**
   * Those of the environment, else what the sources themselves publish.
   *
   * @throws IllegalArgumentException naming the variable that holds no address
   */
  public static Sources of(Map<String, String> environment) {
    List<URI> osv =
        List.of(
                environment
                    .getOrDefault(
                        "SEKISHO_OSV_URL", "https://osv-vulnerabilities.storage.googleapis.com")
                    .split(",", -1))
            .stream()
            .map(text -> address("SEKISHO_OSV_URL", text.strip()))
            .toList();
    return new Sources(
        osv,
        optional(
            environment,
            "SEKISHO_KEV_URL",
            "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"),
        optional(
            environment,
            "SEKISHO_EPSS_URL",
            "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"),
        optional(
            environment,
            "SEKISHO_DEBIAN_TRACKER_URL",
            "https://security-tracker.debian.org/tracker/data/json"));
  }

  private static Optional<URI> optional(
      Map<String, String> environment, String name, String otherwise) {
    String text = environment.getOrDefault(name, otherwise);
    return text.equals(OFF) ? Optional.empty() : Optional.of(address(name, text));
  }

  /**
   * An address of HTTP or HTTPS.
   *
   * @throws IllegalArgumentException with the option's name, if it is none
   */
  public static URI address(String name, String text) {
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": \"" + text + "\" is no address", e);
    }
    boolean isWeb = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!isWeb || address.getHost() == null) {
      throw new IllegalArgumentException(name + ": \"" + text + "\" is no address of http(s)");
    }
    return address;
  }
}
