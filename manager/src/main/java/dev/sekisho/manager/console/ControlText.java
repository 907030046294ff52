package dev.sekisho.manager.console;

import dev.sekisho.policy.AllowedRegistries;
import dev.sekisho.policy.AllowedRuntimes;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.Forensics;
import dev.sekisho.policy.ForkGuard;
import dev.sekisho.policy.ImageConfigurationControl;
import dev.sekisho.policy.LimitContainerPrivileges;
import dev.sekisho.policy.LimitNewPrivileges;
import dev.sekisho.policy.Malware;
import dev.sekisho.policy.PathPattern;
import dev.sekisho.policy.PreventOverrideDefaultConfiguration;
import dev.sekisho.policy.Secrets;
import dev.sekisho.policy.VolumesBlocklist;
import dev.sekisho.policy.Vulnerabilities;
import java.util.ArrayList;
import java.util.List;

/** The configuration of a control in one line, as it would stand in a policy. */
final class ControlText {
  private ControlText() {}

  static String of(Control control) {
    List<String> parts = new ArrayList<>();
    switch (control) {
      case ExecutableBlocklist c -> {
        list(parts, "names", c.names().stream().map(PathPattern::text).toList());
        list(parts, "paths", c.paths().stream().map(PathPattern::text).toList());
      }
      case DriftPrevention c -> {
        flag(parts, "executables", c.executables());
        flag(parts, "imageParameters", c.imageParameters());
        list(
            parts, "allowParameters", c.allowParameters().stream().map(PathPattern::text).toList());
        flag(parts, "executableMappings", c.executableMappings());
        list(parts, "allow", c.allow().stream().map(PathPattern::text).toList());
      }
      case ForkGuard c -> {
        c.maxProcesses().ifPresent(n -> parts.add("maxProcesses: " + n));
        c.maxProcessesPerContainer().ifPresent(n -> parts.add("maxProcessesPerContainer: " + n));
      }
      case Forensics c -> flag(parts, "processes", c.processes());
      case LimitContainerPrivileges c ->
          c.refused().stream().sorted().forEach(each -> flag(parts, each.key(), true));
      case PreventOverrideDefaultConfiguration c -> {
        flag(parts, "seccomp", c.seccomp());
        flag(parts, "selinux", c.seLinux());
        flag(parts, "appArmor", c.appArmor());
        flag(parts, "systemPaths", c.systemPaths());
        list(parts, "registered", c.registered());
      }
      case LimitNewPrivileges c -> {}
      case VolumesBlocklist c -> list(parts, "paths", c.paths());
      case AllowedRegistries c -> {
        list(parts, "registries", c.registries().stream().map(PathPattern::text).toList());
        flag(parts, "local", c.local());
      }
      case AllowedRuntimes c -> list(parts, "names", c.names());
      case ImageConfigurationControl c -> {
        flag(parts, "nonRoot", c.nonRoot());
        list(parts, "labels", c.labels());
        list(parts, "baseImages", c.baseImages().stream().map(PathPattern::text).toList());
        list(parts, "packages", c.packages().stream().map(PathPattern::text).toList());
        list(parts, "licences", c.licences().stream().map(PathPattern::text).toList());
        c.checks().ifPresent(severity -> parts.add("checks: " + lower(severity)));
      }
      case Malware c -> list(parts, "allow", c.allow().stream().map(PathPattern::text).toList());
      case Secrets c -> {
        parts.add("severity: " + lower(c.severity()));
        list(parts, "allow", c.allow().stream().map(PathPattern::text).toList());
      }
      case Vulnerabilities c -> {
        parts.add("severity: " + lower(c.severity()));
        flag(parts, "fixable", c.fixable());
        parts.add("graceDays: " + c.graceDays());
        flag(parts, "exploited", c.exploited());
        c.exploitPercent().ifPresent(percent -> parts.add("exploitPercent: " + percent));
        c.advisoryDays().ifPresent(days -> parts.add("advisoryDays: " + days));
      }
    }
    return Inert.line(control.name() + ": {" + String.join(", ", parts) + "}");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static void flag(List<String> parts, String name, boolean value) {
    if (value) {
      parts.add(name + ": true");
    }
  }

  private static void list(List<String> parts, String name, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(name + ": [" + String.join(", ", values) + "]");
    }
  }
}
