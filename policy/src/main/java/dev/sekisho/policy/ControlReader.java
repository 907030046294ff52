package dev.sekisho.policy;

import dev.sekisho.policy.scope.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the configurations of controls. */
final class ControlReader {
  /** Every control that this version knows, sorted. */
  static final List<String> NAMES =
      List.of(
          AllowedRegistries.NAME,
          AllowedRuntimes.NAME,
          DriftPrevention.NAME,
          ExecutableBlocklist.NAME,
          Forensics.NAME,
          ForkGuard.NAME,
          ImageConfigurationControl.NAME,
          LimitContainerPrivileges.NAME,
          LimitNewPrivileges.NAME,
          Malware.NAME,
          PreventOverrideDefaultConfiguration.NAME,
          Secrets.NAME,
          VolumesBlocklist.NAME,
          Vulnerabilities.NAME);

  /** No host has more: the largest pid_max of Linux. */
  private static final int MOST_PROCESSES = 4_194_304;

  private ControlReader() {}

  /** The keys of a control of {@link #NAMES}, without {@code mode}, which every control has. */
  static List<String> keys(String control) {
    return switch (control) {
      case DriftPrevention.NAME ->
          List.of(
              "executables", "imageParameters", "executableMappings", "allow", "allowParameters");
      case ExecutableBlocklist.NAME -> List.of("names", "paths");
      case Forensics.NAME -> List.of("processes");
      case ForkGuard.NAME -> List.of("maxProcesses", "maxProcessesPerContainer");
      case AllowedRegistries.NAME,
          AllowedRuntimes.NAME,
          LimitContainerPrivileges.NAME,
          LimitNewPrivileges.NAME,
          PreventOverrideDefaultConfiguration.NAME,
          VolumesBlocklist.NAME ->
          StartControlReader.keys(control);
      case ImageConfigurationControl.NAME, Malware.NAME, Secrets.NAME, Vulnerabilities.NAME ->
          BuildControlReader.keys(control);
      default -> throw new AssertionError("control " + control);
    };
  }

  /** Reads a control of {@link #NAMES}; empty after a finding. */
  static Optional<Control> read(String control, MapReader map) {
    return switch (control) {
      case DriftPrevention.NAME -> Optional.of(driftPrevention(map));
      case ExecutableBlocklist.NAME -> executableBlocklist(map);
      case Forensics.NAME -> Optional.of(forensics(map));
      case ForkGuard.NAME -> forkGuard(map);
      case AllowedRegistries.NAME,
          AllowedRuntimes.NAME,
          LimitContainerPrivileges.NAME,
          LimitNewPrivileges.NAME,
          PreventOverrideDefaultConfiguration.NAME,
          VolumesBlocklist.NAME ->
          StartControlReader.read(control, map);
      case ImageConfigurationControl.NAME, Malware.NAME, Secrets.NAME, Vulnerabilities.NAME ->
          BuildControlReader.read(control, map);
      default -> throw new AssertionError("control " + control);
    };
  }

  /** Makes a control that is not known an error that names the nearest known one. */
  static void refuse(String control, MapReader controls) {
    Optional<String> nearest = Nearest.of(control, NAMES);
    if (nearest.isPresent()) {
      controls
          .findings()
          .error(controls.key(control), "unknown-key-near", control, "controls", nearest.get());
    } else {
      controls
          .findings()
          .error(controls.key(control), "unknown-control", control, String.join(", ", NAMES));
    }
  }

  private static Control driftPrevention(MapReader map) {
    List<PathPattern> allow = map.patterns("allow", true);
    warnOfRelative(map, "allow");
    DriftPrevention control =
        new DriftPrevention(
            map.truth("executables").orElse(true),
            map.truth("imageParameters").orElse(false),
            map.truth("executableMappings").orElse(false),
            allow,
            map.patterns("allowParameters", true));
    if (!control.executables() && !control.executableMappings() && !control.imageParameters()) {
      map.findings().warning(map.node(), "drift-nothing");
    }
    return control;
  }

  private static Optional<Control> executableBlocklist(MapReader map) {
    int before = map.findings().errors();
    List<PathPattern> names = map.patterns("names", false);
    List<PathPattern> paths = map.patterns("paths", false);
    for (ScalarNode name : map.texts("names").orElse(List.of())) {
      if (name.getValue().indexOf('/') >= 0) {
        map.findings().warning(name, "blocklist-name-slash", name.getValue());
      }
      if (name.getValue().chars().allMatch(c -> c == '*')) {
        map.findings().warning(name, "blocklist-everything", name.getValue());
      }
    }
    warnOfRelative(map, "paths");
    if (map.findings().errors() > before) {
      return Optional.empty();
    }
    if (names.isEmpty() && paths.isEmpty()) {
      map.findings().error(map.node(), "blocklist-nothing");
      return Optional.empty();
    }
    return Optional.of(new ExecutableBlocklist(names, paths));
  }

  private static Control forensics(MapReader map) {
    return new Forensics(map.truth("processes").orElse(true));
  }

  private static Optional<Control> forkGuard(MapReader map) {
    int before = map.findings().errors();
    OptionalInt maxProcesses = limit(map, "maxProcesses");
    OptionalInt perContainer = limit(map, "maxProcessesPerContainer");
    if (map.findings().errors() > before) {
      return Optional.empty();
    }
    if (maxProcesses.isEmpty() && perContainer.isEmpty()) {
      map.findings().error(map.node(), "fork-guard-nothing");
      return Optional.empty();
    }
    return Optional.of(new ForkGuard(maxProcesses, perContainer));
  }

  private static OptionalInt limit(MapReader map, String key) {
    OptionalInt limit = map.number(key, 1, MOST_PROCESSES);
    if (limit.isPresent() && limit.getAsInt() < ForkGuard.SENSIBLE_MINIMUM) {
      map.findings()
          .warning(
              map.at(key),
              "fork-guard-small",
              key,
              String.valueOf(limit.getAsInt()),
              String.valueOf(ForkGuard.SENSIBLE_MINIMUM));
    }
    return limit;
  }

  private static void warnOfRelative(MapReader map, String key) {
    for (ScalarNode path : map.texts(key).orElse(List.of())) {
      if (!path.getValue().startsWith("/") && !path.getValue().startsWith("**/")) {
        map.findings().warning(path, "path-not-absolute", path.getValue());
      }
    }
  }
}
