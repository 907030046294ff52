package dev.sekisho.scan.misconfiguration;

import dev.sekisho.scan.misconfiguration.Container.Mount;
import dev.sekisho.scan.misconfiguration.Container.Port;
import dev.sekisho.scan.misconfiguration.Container.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The services of a Compose file.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">Compose
 *     specification</a>
 */
final class ComposeFile {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_]\\w*)(?::?-([^}]*))?[^}]*}|(?<!\\$)\\$([A-Za-z_]\\w*)");

  private ComposeFile() {}

  static boolean matches(String fileName, Value document) {
    return document.at("services") instanceof Value.Table
        && document.at("apiVersion").isAbsent()
        && (fileName.contains("compose")
            || document.at("services").fields().values().stream()
                .anyMatch(s -> !s.at("image").isAbsent() || !s.at("build").isAbsent()));
  }

  static List<Container> containers(Value document) {
    List<Container> found = new ArrayList<>();
    document
        .map(ComposeFile::interpolated)
        .at("services")
        .fields()
        .forEach((name, service) -> found.add(container(name, service)));
    return found;
  }

  /** Variables with a default are that; others are known when somebody starts it. */
  private static Value interpolated(Value value) {
    if (!(value instanceof Value.Text text) || text.text().indexOf('$') < 0) {
      return value;
    }
    Matcher matcher = VARIABLE.matcher(text.text());
    StringBuilder put = new StringBuilder();
    while (matcher.find()) {
      if (matcher.group(2) == null) {
        return new Value.Unknown(text.text(), text.line());
      }
      matcher.appendReplacement(put, Matcher.quoteReplacement(matcher.group(2)));
    }
    return new Value.Text(matcher.appendTail(put).toString(), text.line());
  }

  private static Container container(String name, Value service) {
    Container.Settings settings = new Container.Settings();
    Value limits = service.at("deploy", "resources", "limits");
    settings
        .put(Setting.IMAGE, service.at("image"))
        .put(Setting.PRIVILEGED, service.at("privileged"))
        .put(Setting.USER, service.at("user"))
        .put(Setting.ADDED_CAPABILITIES, service.at("cap_add"))
        .put(Setting.DROPPED_CAPABILITIES, service.at("cap_drop"))
        .put(Setting.NETWORK, service.at("network_mode"))
        .put(Setting.PROCESSES, service.at("pid"))
        .put(Setting.IPC, service.at("ipc"))
        .put(Setting.UTS, service.at("uts"))
        .put(Setting.USER_NAMESPACE, service.at("userns_mode"))
        .put(Setting.CGROUP, service.at("cgroup"))
        .put(Setting.CGROUP_PARENT, service.at("cgroup_parent"))
        .put(Setting.READ_ONLY_ROOT, service.at("read_only"))
        .first(Setting.MEMORY, service.at("mem_limit"), limits.at("memory"))
        .first(
            Setting.CPU,
            service.at("cpus"),
            service.at("cpu_quota"),
            service.at("cpuset"),
            limits.at("cpus"))
        .first(Setting.PROCESS_LIMIT, service.at("pids_limit"), limits.at("pids"))
        .put(Setting.RESTART, service.at("restart"))
        .put(Setting.DEVICES, service.at("devices"))
        .put(Setting.SYSCTLS, service.at("sysctls"));
    options(service.at("security_opt"), settings);
    Value test = service.at("healthcheck", "test");
    if (service.at("healthcheck", "disable").isTrue()
        || (!test.each().isEmpty() && test.each().getFirst().text().equals("NONE"))) {
      settings.put(
          Setting.HEALTHCHECK_OFF, new Value.Text("true", service.at("healthcheck").line()));
    }
    return new Container(
        Container.Format.COMPOSE,
        name,
        service.line(),
        settings.build(),
        environment(service.at("environment")),
        service.at("volumes").each().stream().map(ComposeFile::mount).toList(),
        service.at("ports").each().stream().map(ComposeFile::port).toList());
  }

  /** Security options of the engine: {@code name=value} or {@code name:value}. */
  static void options(Value options, Container.Settings settings) {
    for (Value option : options.each()) {
      if (option.isUnknown()) {
        settings.first(Setting.NO_NEW_PRIVILEGES, option);
        continue;
      }
      String[] parts = option.text().split("[:=]", 2);
      Value value = new Value.Text(parts.length > 1 ? parts[1] : "true", option.line());
      switch (parts[0]) {
        case "no-new-privileges" -> settings.put(Setting.NO_NEW_PRIVILEGES, value);
        case "seccomp" -> settings.put(Setting.SECCOMP, value);
        case "apparmor" -> settings.put(Setting.APPARMOR, value);
        case "label" -> settings.put(Setting.SELINUX, value);
        default -> {}
      }
    }
  }

  private static Map<String, Value> environment(Value value) {
    Map<String, Value> found = new LinkedHashMap<>(value.fields());
    if (value instanceof Value.Items items) {
      for (Value item : items.items()) {
        String[] parts = item.text().split("=", 2);
        Value given =
            parts.length > 1
                ? new Value.Text(parts[1], item.line())
                : new Value.Absent(item.line());
        found.put(parts[0], given);
      }
    }
    return found;
  }

  private static Mount mount(Value volume) {
    if (volume instanceof Value.Text text) {
      String[] parts = text.text().split(":", 3);
      Value none = new Value.Absent(text.line());
      boolean isHost = parts.length > 1;
      Value source = isHost ? new Value.Text(parts[0], text.line()) : none;
      Value target = new Value.Text(parts[isHost ? 1 : 0], text.line());
      Value options = parts.length > 2 ? new Value.Text(parts[2], text.line()) : none;
      return new Mount(source, target, options);
    }
    return new Mount(volume.at("source"), volume.at("target"), volume.at("bind", "propagation"));
  }

  private static Port port(Value port) {
    if (port instanceof Value.Text text) {
      String[] parts = text.text().replaceFirst("/(tcp|udp|sctp)$", "").split(":", -1);
      int count = parts.length;
      Value none = new Value.Absent(text.line());
      Value container = new Value.Text(parts[count - 1], text.line());
      Value host = count > 1 ? new Value.Text(parts[count - 2], text.line()) : none;
      String address = String.join(":", List.of(parts).subList(0, Math.max(0, count - 2)));
      return new Port(new Value.Text(address, text.line()), host, container, true);
    }
    return new Port(port.at("host_ip"), port.at("published"), port.at("target"), true);
  }
}
