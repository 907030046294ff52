package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Inventory;
import dev.sekisho.model.Location;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Purl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what a bill of materials states, whatever its format, and keeps it within bounds. */
final class SbomParts {
  /** More is a gap: a bill of ten images of the largest kind stays below. */
  static final int MAXIMUM_COMPONENTS = 500_000;

  private static final int MAXIMUM_GAPS = 1000;

  private final String file;
  private final Map<String, Component> components = new LinkedHashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private int unnamed;
  private boolean isFull;
  private Optional<OperatingSystem> system = Optional.empty();
  private String name = "";

  SbomParts(String file) {
    this.file = file;
  }

  /** One component as the document has it, before anything is known to be sound. */
  static final class Part {
    String name = "";
    String version = "";
    String purl = "";
    final List<String> licences = new ArrayList<>();
    final Map<String, String> properties = new LinkedHashMap<>();
    boolean isSystem;
  }

  void name(String text) {
    name = text;
  }

  void gap(String why) {
    if (gaps.size() < MAXIMUM_GAPS) {
      gaps.add(new Gap(file, why));
    }
  }

  void add(Part part) {
    if (part.isSystem) {
      system =
          Optional.of(
              new OperatingSystem(
                  part.name, part.version, "", (part.name + " " + part.version).strip()));
      return;
    }
    if (part.purl.isEmpty()) {
      unnamed++;
      return;
    }
    if (components.size() >= MAXIMUM_COMPONENTS) {
      isFull = true;
      return;
    }
    Purl purl;
    try {
      purl = Purl.parse(part.purl);
    } catch (IllegalArgumentException e) {
      gap("component " + part.name + ": " + e.getMessage());
      return;
    }
    String distribution = purl.qualifiers().getOrDefault("distro", "");
    if (system.isEmpty() && !distribution.isEmpty()) {
      system = distribution(distribution);
    }
    components.putIfAbsent(
        part.purl,
        new Component(
            purl,
            source(part, purl),
            part.licences,
            List.of(Location.of(file)),
            "sbom",
            Component.Scope.RUNTIME));
  }

  /** {@code debian-12}, {@code alpine-3.16.9}: Syft and Trivy write it into the purl. */
  private static Optional<OperatingSystem> distribution(String text) {
    int dash = text.lastIndexOf('-');
    return dash <= 0
        ? Optional.empty()
        : Optional.of(
            new OperatingSystem(text.substring(0, dash), text.substring(dash + 1), "", text));
  }

  /** Where our own bills, Trivy's and Syft's say what a package was built from. */
  private static Optional<Component.Source> source(Part part, Purl purl) {
    Map<String, String> properties = part.properties;
    String name = first(properties, "sekisho:source:name", "aquasecurity:trivy:SrcName");
    String version = first(properties, "sekisho:source:version");
    String module =
        first(properties, "sekisho:source:module", "aquasecurity:trivy:Modularitylabel");
    if (version.isEmpty() && properties.containsKey("aquasecurity:trivy:SrcVersion")) {
      version = trivy(properties);
    }
    String upstream = purl.qualifiers().getOrDefault("upstream", "");
    if (name.isEmpty() && !upstream.isEmpty()) {
      int at = upstream.indexOf('@');
      name = at < 0 ? upstream : upstream.substring(0, at);
      version = at < 0 ? purl.version() : upstream.substring(at + 1);
    }
    if (name.isEmpty() && module.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Component.Source(
            name.isEmpty() ? purl.name() : name,
            version.isEmpty() ? purl.version() : version,
            module));
  }

  private static String trivy(Map<String, String> properties) {
    String epoch = properties.getOrDefault("aquasecurity:trivy:SrcEpoch", "");
    String release = properties.getOrDefault("aquasecurity:trivy:SrcRelease", "");
    return (epoch.isEmpty() ? "" : epoch + ":")
        + properties.get("aquasecurity:trivy:SrcVersion")
        + (release.isEmpty() ? "" : "-" + release);
  }

  private static String first(Map<String, String> properties, String... names) {
    for (String name : names) {
      String value = properties.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  Sbom result(String format) {
    if (unnamed > 0) {
      gap(unnamed + " components have no package URL: nothing can be looked up for them");
    }
    if (isFull) {
      gap("more than " + MAXIMUM_COMPONENTS + " components: the rest was not read");
    }
    return new Sbom(format, name, system, new Inventory(List.copyOf(components.values()), gaps));
  }
}
