package dev.sekisho.manager.console;

import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.Forensics;
import dev.sekisho.policy.ForkGuard;
import dev.sekisho.policy.PathPattern;
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
        flag(parts, "executableMappings", c.executableMappings());
        list(parts, "allow", c.allow().stream().map(PathPattern::text).toList());
      }
      case ForkGuard c -> {
        c.maxProcesses().ifPresent(n -> parts.add("maxProcesses: " + n));
        c.maxProcessesPerContainer().ifPresent(n -> parts.add("maxProcessesPerContainer: " + n));
      }
      case Forensics c -> flag(parts, "processes", c.processes());
    }
    return Inert.line(control.name() + ": {" + String.join(", ", parts) + "}");
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
