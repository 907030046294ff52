package dev.sekisho.scan.misconfiguration;

import static dev.sekisho.model.Severity.HIGH;
import static dev.sekisho.model.Severity.LOW;
import static dev.sekisho.model.Severity.MEDIUM;

import dev.sekisho.scan.misconfiguration.Check.Teller;
import dev.sekisho.scan.misconfiguration.Container.Format;
import dev.sekisho.scan.misconfiguration.Container.Mount;
import dev.sekisho.scan.misconfiguration.Container.Port;
import dev.sekisho.scan.misconfiguration.Container.Setting;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** Checks of how a container is to run, the same for Compose, Kubernetes and ECS. */
final class ContainerChecks {
  static final List<Check<Container>> ALL =
      List.of(
          Check.of(
              "container.privileged", HIGH, "5.5 4.4.3", fails(Setting.PRIVILEGED, Value::isTrue)),
          Check.of("container.added-capabilities", HIGH, "5.4 4.4.3", ContainerChecks::added),
          Check.of("container.kept-capabilities", LOW, "5.4 4.4.3", ContainerChecks::kept),
          Check.of(
              "container.root-user",
              MEDIUM,
              "4.1 4.1.2",
              fails(Setting.USER, v -> Names.isRoot(v.text()))),
          Check.of("container.host-network", HIGH, "5.10 4.4.3", host(Setting.NETWORK)),
          Check.of("container.host-processes", HIGH, "5.16 4.4.3", host(Setting.PROCESSES)),
          Check.of("container.host-ipc", MEDIUM, "5.17 4.4.3", host(Setting.IPC)),
          Check.of("container.host-uts", MEDIUM, "5.21 4.4.3", host(Setting.UTS)),
          Check.of("container.host-users", MEDIUM, "5.31 4.4.3", host(Setting.USER_NAMESPACE)),
          Check.of("container.host-cgroups", MEDIUM, "5.25 4.4.3", host(Setting.CGROUP)),
          Check.of(
              "container.cgroup-parent",
              LOW,
              "5.25 4.4.3",
              fails(Setting.CGROUP_PARENT, v -> true)),
          Check.of(
              "container.default-bridge",
              LOW,
              "5.30 4.3.3",
              fails(Setting.NETWORK, v -> v.text().equals("bridge"))),
          Check.of(
              "container.writable-root",
              LOW,
              "5.13 4.4.3",
              needs(Setting.READ_ONLY_ROOT, Value::isTrue, Set.of(Format.values()))),
          Check.of(
              "container.no-memory-limit",
              LOW,
              "5.11 4.4.3",
              needs(Setting.MEMORY, v -> true, Set.of(Format.COMPOSE, Format.KUBERNETES))),
          Check.of(
              "container.no-cpu-limit",
              LOW,
              "5.12 4.4.3",
              needs(Setting.CPU, v -> true, Set.of(Format.COMPOSE, Format.KUBERNETES))),
          Check.of(
              "container.no-process-limit",
              LOW,
              "5.29 4.4.3",
              needs(Setting.PROCESS_LIMIT, v -> !v.text().equals("-1"), Set.of(Format.COMPOSE))),
          Check.of(
              "container.privilege-escalation",
              MEDIUM,
              "5.26 4.4.3",
              needs(
                  Setting.NO_NEW_PRIVILEGES,
                  Value::isTrue,
                  Set.of(Format.COMPOSE, Format.KUBERNETES))),
          Check.of("container.seccomp-off", MEDIUM, "5.22 4.4.3", unconfined(Setting.SECCOMP)),
          Check.of("container.apparmor-off", MEDIUM, "5.2 4.4.3", unconfined(Setting.APPARMOR)),
          Check.of(
              "container.selinux-off",
              MEDIUM,
              "5.3 4.4.3",
              fails(Setting.SELINUX, v -> v.text().equals("disable"))),
          Check.of(
              "container.restarts-always",
              LOW,
              "5.15",
              fails(Setting.RESTART, v -> Set.of("always", "unless-stopped").contains(v.text()))),
          Check.of("container.host-devices", MEDIUM, "5.18 4.4.3", ContainerChecks::devices),
          Check.of("container.sysctls", MEDIUM, "4.4.3", ContainerChecks::sysctls),
          Check.of(
              "container.healthcheck-off", LOW, "5.27", fails(Setting.HEALTHCHECK_OFF, v -> true)),
          Check.of(
              "container.latest-tag",
              LOW,
              "5.28 4.2.2",
              fails(Setting.IMAGE, v -> Names.isLatest(v.text()))),
          Check.of("container.engine-socket", HIGH, "5.32 4.4.3", mounts(Names::isEngineSocket)),
          Check.of("container.system-mount", HIGH, "5.6 4.5.5", mounts(Names::isSystem)),
          Check.of("container.shared-mount", MEDIUM, "5.20 4.4.3", ContainerChecks::propagation),
          Check.of("container.privileged-port", LOW, "5.8 4.4.2", ContainerChecks::privilegedPort),
          Check.of("container.all-interfaces", LOW, "5.14 4.4.2", ContainerChecks::allInterfaces),
          Check.of("container.ssh-port", MEDIUM, "5.7 4.1.2", ContainerChecks::ssh),
          Check.of(
              "container.secret-in-environment", HIGH, "4.10 4.1.4", ContainerChecks::secrets));

  private ContainerChecks() {}

  private static void judge(
      Container subject, Value value, Predicate<Value> isWrong, String what, Teller teller) {
    if (value.isUnknown()) {
      teller.unknown(value.line());
    } else if (!value.isAbsent() && isWrong.test(value)) {
      teller.fail(value.line(), subject.name() + ": " + what + shown(value));
    }
  }

  private static String shown(Value value) {
    String text = value.text();
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }

  private static String word(Setting setting) {
    return setting.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " ";
  }

  private static Check.Look<Container> fails(Setting setting, Predicate<Value> isWrong) {
    return (subject, teller) ->
        judge(subject, subject.get(setting), isWrong, word(setting), teller);
  }

  private static Check.Look<Container> host(Setting setting) {
    return fails(setting, value -> value.text().equals("host"));
  }

  private static Check.Look<Container> unconfined(Setting setting) {
    return fails(setting, value -> value.lower().equals("unconfined"));
  }

  /** What must be stated, in files that can state it. */
  private static Check.Look<Container> needs(
      Setting setting, Predicate<Value> isRight, Set<Format> formats) {
    return (subject, teller) -> {
      Value value = subject.get(setting);
      if (!formats.contains(subject.format())) {
        return;
      }
      if (value.isUnknown()) {
        teller.unknown(value.line());
      } else if (value.isAbsent() || !isRight.test(value)) {
        int line = value.isAbsent() ? subject.line() : value.line();
        String state = value.isAbsent() ? "not set" : shown(value);
        teller.fail(line, subject.name() + ": " + word(setting) + state);
      }
    };
  }

  private static String capability(Value value) {
    return value.text().toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
  }

  private static void added(Container subject, Teller teller) {
    for (Value each : subject.get(Setting.ADDED_CAPABILITIES).each()) {
      judge(subject, each, v -> Names.CAPABILITIES.contains(capability(v)), "adds ", teller);
    }
  }

  private static void kept(Container subject, Teller teller) {
    Value dropped = subject.get(Setting.DROPPED_CAPABILITIES);
    if (dropped.each().stream().anyMatch(Value::isUnknown)) {
      teller.unknown(dropped.line());
    } else if (dropped.each().stream().noneMatch(each -> capability(each).equals("ALL"))) {
      teller.fail(dropped.line(), subject.name() + ": does not drop ALL");
    }
  }

  private static void devices(Container subject, Teller teller) {
    for (Value each : subject.get(Setting.DEVICES).each()) {
      Value device =
          each instanceof Value.Table ? first(each, "hostPath", "HostPath", "source") : each;
      judge(subject, device, v -> true, "device ", teller);
    }
  }

  private static Value first(Value table, String... keys) {
    for (String key : keys) {
      if (!table.at(key).isAbsent()) {
        return table.at(key);
      }
    }
    return new Value.Absent(table.line());
  }

  /** Those that are not the container's own. */
  private static void sysctls(Container subject, Teller teller) {
    Value sysctls = subject.get(Setting.SYSCTLS);
    sysctls
        .fields()
        .forEach(
            (name, value) -> {
              if (isHostWide(name)) {
                teller.fail(value.line(), subject.name() + ": " + name);
              }
            });
    for (Value each : sysctls.each()) {
      judge(subject, each, v -> isHostWide(v.text()), "", teller);
    }
  }

  private static boolean isHostWide(String sysctl) {
    boolean isOwn = sysctl.matches("kernel\\.(msg|sem|shm).*|fs\\.mqueue\\..*");
    return !isOwn && sysctl.matches("(kernel|vm|fs)\\..*");
  }

  private static Check.Look<Container> mounts(Predicate<String> isWrong) {
    return (subject, teller) -> {
      for (Mount mount : subject.mounts()) {
        judge(subject, mount.source(), v -> isWrong.test(v.text()), "mounts ", teller);
      }
    };
  }

  private static void propagation(Container subject, Teller teller) {
    Set<String> shared = Set.of("shared", "rshared", "bidirectional");
    for (Mount mount : subject.mounts()) {
      judge(
          subject,
          mount.propagation(),
          v -> List.of(v.lower().split(",", -1)).stream().anyMatch(shared::contains),
          "",
          teller);
    }
  }

  private static void privilegedPort(Container subject, Teller teller) {
    for (Port port : subject.ports()) {
      judge(subject, port.host(), v -> first(v) > 0 && first(v) < 1024, "port ", teller);
    }
  }

  /** Of a range, the first. */
  private static long first(Value port) {
    OptionalLong number = new Value.Text(port.text().split("-", 2)[0], port.line()).number();
    return number.orElse(0);
  }

  private static void allInterfaces(Container subject, Teller teller) {
    for (Port port : subject.ports()) {
      Value address = port.address();
      if (address.isUnknown()) {
        teller.unknown(address.line());
      } else if (port.published()
          && !port.host().isAbsent()
          && (address.isAbsent() || Set.of("0.0.0.0", "::", "[::]").contains(address.text()))) {
        teller.fail(
            address.line(), subject.name() + ": publishes " + shown(port.host()) + " everywhere");
      }
    }
  }

  private static void ssh(Container subject, Teller teller) {
    for (Port port : subject.ports()) {
      judge(subject, port.container(), v -> v.text().equals("22"), "port ", teller);
    }
  }

  private static void secrets(Container subject, Teller teller) {
    subject
        .environment()
        .forEach(
            (name, value) -> {
              if (value instanceof Value.Text && Names.isSecret(name, value.text())) {
                teller.fail(value.line(), subject.name() + ": " + name);
              }
            });
  }
}
