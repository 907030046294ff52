package dev.sekisho.scan.advisory;

import dev.sekisho.model.Component;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.version.VersionOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Under which names advisories speak of a component.
 *
 * @see <a href="https://ossf.github.io/osv-schema/#defined-ecosystems">OSV's ecosystems</a>
 */
final class Ecosystems {
  private Ecosystems() {}

  /**
   * One question to the database.
   *
   * @param ecosystem as OSV names it
   * @param name in the normal form
   * @param version that is compared
   */
  record Query(String ecosystem, String name, String version, VersionOrder order) {}

  /** The name as records and components are compared by. */
  static String normal(String ecosystem, String name) {
    int colon = ecosystem.indexOf(':');
    return switch (colon < 0 ? ecosystem : ecosystem.substring(0, colon)) {
      case "PyPI" -> name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
      case "NuGet", "Packagist", "SwiftURL" -> name.toLowerCase(Locale.ROOT);
      default -> name;
    };
  }

  /** What to ask for a component; empty if no advisories are published for its kind. */
  static List<Query> of(Component component, Optional<OperatingSystem> system) {
    return switch (component.purl().type()) {
      case "deb" -> source(component, system, VersionOrder.DPKG);
      case "apk" -> source(component, system, VersionOrder.APK);
      case "rpm" -> binary(component, system);
      default -> language(component.purl());
    };
  }

  /** dpkg and apk: advisories speak of what a package was built from. */
  private static List<Query> source(
      Component component, Optional<OperatingSystem> system, VersionOrder order) {
    String name = component.source().map(Component.Source::name).orElse(component.purl().name());
    String version =
        component.source().map(Component.Source::version).orElse(component.purl().version());
    List<Query> queries = new ArrayList<>();
    for (String ecosystem : distribution(component.purl().namespace(), system)) {
      queries.add(new Query(ecosystem, name, version, order));
    }
    return queries;
  }

  private static List<Query> binary(Component component, Optional<OperatingSystem> system) {
    Purl purl = component.purl();
    String epoch = purl.qualifiers().getOrDefault("epoch", "");
    String version =
        epoch.isEmpty() || purl.version().contains(":")
            ? purl.version()
            : epoch + ":" + purl.version();
    List<Query> queries = new ArrayList<>();
    for (String ecosystem : distribution(purl.namespace(), system)) {
      queries.add(new Query(ecosystem, purl.name(), version, VersionOrder.RPM));
    }
    return queries;
  }

  private static List<String> distribution(String namespace, Optional<OperatingSystem> system) {
    String id = system.map(OperatingSystem::id).orElse(namespace);
    String version = system.map(OperatingSystem::version).orElse("");
    String major = first(version, 1);
    return switch (id) {
      case "debian" -> List.of("Debian:" + major);
      case "ubuntu" -> List.of("Ubuntu:" + first(version, 2) + longTerm(version));
      case "alpine" -> List.of("Alpine:v" + first(version, 2));
      case "wolfi" -> List.of("Wolfi");
      case "chainguard" -> List.of("Chainguard", "Wolfi");
      case "alpaquita" -> List.of("Alpaquita:" + (version.isEmpty() ? "stream" : version));
      case "almalinux" -> List.of("AlmaLinux:" + major);
      case "rocky" -> List.of("Rocky Linux:" + major);
      case "minimos" -> List.of("MinimOS");
      default -> List.of();
    };
  }

  /** The April release of every even year. */
  private static String longTerm(String version) {
    String[] parts = version.split("\\.", -1);
    boolean even =
        !parts[0].isEmpty() && Character.digit(parts[0].charAt(parts[0].length() - 1), 10) % 2 == 0;
    return parts.length >= 2 && parts[1].equals("04") && even ? ":LTS" : "";
  }

  private static String first(String version, int parts) {
    int at = -1;
    for (int i = 0; i < parts; i++) {
      at = version.indexOf('.', at + 1);
      if (at < 0) return version;
    }
    return version.substring(0, at);
  }

  private static List<Query> language(Purl purl) {
    String joined = purl.namespace().isEmpty() ? purl.name() : purl.namespace() + "/" + purl.name();
    return switch (purl.type()) {
      case "npm" -> one("npm", joined, purl, VersionOrder.SEMVER);
      case "maven" -> one("Maven", purl.namespace() + ":" + purl.name(), purl, VersionOrder.MAVEN);
      case "pypi" -> one("PyPI", purl.name(), purl, VersionOrder.PEP440);
      case "golang" -> one("Go", joined, purl, VersionOrder.SEMVER);
      case "cargo" -> one("crates.io", purl.name(), purl, VersionOrder.SEMVER);
      case "gem" -> gem(purl);
      case "nuget" -> one("NuGet", purl.name(), purl, VersionOrder.NUGET);
      case "composer" -> {
        List<Query> queries =
            new ArrayList<>(one("Packagist", joined, purl, VersionOrder.COMPOSER));
        if (purl.namespace().equals("drupal")) {
          queries.addAll(
              one("Packagist:https://packages.drupal.org/8", joined, purl, VersionOrder.COMPOSER));
        }
        yield queries;
      }
      case "hex" -> one("Hex", purl.name(), purl, VersionOrder.SEMVER);
      case "pub" -> one("Pub", purl.name(), purl, VersionOrder.SEMVER);
      case "swift" -> one("SwiftURL", joined, purl, VersionOrder.SEMVER);
      case "conan" -> one("ConanCenter", purl.name(), purl, VersionOrder.SEMVER);
      case "bitnami" -> one("Bitnami", purl.name(), purl, VersionOrder.SEMVER);
      default -> List.of();
    };
  }

  private static List<Query> one(String ecosystem, String name, Purl purl, VersionOrder order) {
    return List.of(new Query(ecosystem, normal(ecosystem, name), purl.version(), order));
  }

  /** A gem that is built for a machine carries its name behind the version. */
  private static List<Query> gem(Purl purl) {
    String version =
        purl.version().replaceFirst("-(x86|x64|arm|aarch|java|mswin|mingw|universal).*", "");
    return List.of(new Query("RubyGems", purl.name(), version, VersionOrder.RUBYGEMS));
  }
}
