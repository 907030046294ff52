package dev.sekisho.policy;

import dev.sekisho.policy.LimitContainerPrivileges.Privilege;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the controls that judge what a container is started with. */
final class StartControlReader {
  private static final Pattern REGISTERED =
      Pattern.compile("sha256:[0-9a-f]{64}|(?:apparmor|label)=\\S{1,200}");

  private StartControlReader() {}

  static List<String> keys(String control) {
    return switch (control) {
      case AllowedRegistries.NAME -> List.of("registries", "local");
      case AllowedRuntimes.NAME -> List.of("names");
      case LimitContainerPrivileges.NAME ->
          Arrays.stream(Privilege.values()).map(Privilege::key).toList();
      case LimitNewPrivileges.NAME -> List.of();
      case PreventOverrideDefaultConfiguration.NAME ->
          List.of("seccomp", "selinux", "appArmor", "systemPaths", "registered");
      case VolumesBlocklist.NAME -> List.of("paths");
      default -> throw new AssertionError("control " + control);
    };
  }

  static Optional<Control> read(String control, MapReader map) {
    return switch (control) {
      case AllowedRegistries.NAME -> allowedRegistries(map);
      case AllowedRuntimes.NAME -> allowedRuntimes(map);
      case LimitContainerPrivileges.NAME -> limitContainerPrivileges(map);
      case LimitNewPrivileges.NAME -> Optional.of(new LimitNewPrivileges());
      case PreventOverrideDefaultConfiguration.NAME -> preventOverride(map);
      case VolumesBlocklist.NAME -> volumesBlocklist(map);
      default -> throw new AssertionError("control " + control);
    };
  }

  private static Optional<Control> limitContainerPrivileges(MapReader map) {
    Set<Privilege> refused = EnumSet.noneOf(Privilege.class);
    int before = map.findings().errors();
    for (Privilege privilege : Privilege.values()) {
      if (map.truth(privilege.key()).orElse(false)) refused.add(privilege);
    }
    if (map.findings().errors() > before) return Optional.empty();
    if (refused.isEmpty()) {
      map.findings().error(map.node(), "privileges-nothing");
      return Optional.empty();
    }
    return Optional.of(new LimitContainerPrivileges(refused));
  }

  private static Optional<Control> preventOverride(MapReader map) {
    int before = map.findings().errors();
    boolean seccomp = map.truth("seccomp").orElse(true);
    boolean seLinux = map.truth("selinux").orElse(true);
    boolean appArmor = map.truth("appArmor").orElse(true);
    boolean systemPaths = map.truth("systemPaths").orElse(true);
    List<String> registered = new ArrayList<>();
    for (ScalarNode entry : map.texts("registered").orElse(List.of())) {
      if (REGISTERED.matcher(entry.getValue()).matches()) {
        registered.add(entry.getValue());
      } else {
        map.findings().error(entry, "bad-profile", entry.getValue());
      }
    }
    if (!seccomp && !seLinux && !appArmor && !systemPaths) {
      map.findings().error(map.node(), "override-nothing");
    }
    return map.findings().errors() > before
        ? Optional.empty()
        : Optional.of(
            new PreventOverrideDefaultConfiguration(
                seccomp, seLinux, appArmor, systemPaths, registered));
  }

  private static Optional<Control> volumesBlocklist(MapReader map) {
    int before = map.findings().errors();
    List<String> paths = new ArrayList<>();
    for (ScalarNode entry : map.texts("paths").orElse(List.of())) {
      String text = entry.getValue();
      String path = text.length() > 1 && text.endsWith("/") ? cut(text) : text;
      if (VolumesBlocklist.isPath(path) && path.length() <= PathPattern.MAXIMUM_LENGTH) {
        paths.add(path);
      } else {
        map.findings().error(entry, "bad-host-path", text);
      }
      if (path.indexOf('*') >= 0) map.findings().warning(entry, "volumes-wildcard", text);
      if (path.equals("/")) map.findings().warning(entry, "volumes-everything");
    }
    if (paths.isEmpty() && map.findings().errors() == before) {
      map.findings().error(map.node(), "empty-list", "paths");
    }
    return map.findings().errors() > before
        ? Optional.empty()
        : Optional.of(new VolumesBlocklist(paths));
  }

  private static String cut(String text) {
    return text.substring(0, text.length() - 1);
  }

  private static Optional<Control> allowedRegistries(MapReader map) {
    int before = map.findings().errors();
    List<PathPattern> registries = map.patterns("registries", true);
    boolean local = map.truth("local").orElse(false);
    if (registries.isEmpty() && !local && map.findings().errors() == before) {
      map.findings().error(map.node(), "registries-nothing");
    }
    return map.findings().errors() > before
        ? Optional.empty()
        : Optional.of(new AllowedRegistries(registries, local));
  }

  private static Optional<Control> allowedRuntimes(MapReader map) {
    List<String> names =
        map.texts("names").orElse(List.of()).stream().map(ScalarNode::getValue).toList();
    if (names.isEmpty()) {
      map.findings().error(map.node(), "empty-list", "names");
      return Optional.empty();
    }
    return Optional.of(new AllowedRuntimes(names));
  }
}
