package dev.sekisho.scan.misconfiguration;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a container is to run, whatever kind of file says so.
 *
 * @param name for a person, such as the service's
 * @param settings those that the file states, in the terms of {@link Setting}
 * @param environment variables whose values the file states
 */
record Container(
    Format format,
    String name,
    int line,
    Map<Setting, Value> settings,
    Map<String, Value> environment,
    List<Mount> mounts,
    List<Port> ports) {
  Container {
    mounts = List.copyOf(mounts);
    ports = List.copyOf(ports);
  }

  /** What kind of file it is from: not every setting can be stated in each. */
  enum Format {
    COMPOSE,
    KUBERNETES,
    ECS
  }

  /** A setting; one that a file does not state is absent. */
  enum Setting {
    IMAGE,
    PRIVILEGED,
    USER,
    ADDED_CAPABILITIES,
    DROPPED_CAPABILITIES,
    /** {@code host} or something else, as with the others of the kind. */
    NETWORK,
    PROCESSES,
    IPC,
    UTS,
    USER_NAMESPACE,
    CGROUP,
    CGROUP_PARENT,
    READ_ONLY_ROOT,
    NO_NEW_PRIVILEGES,
    /** {@code unconfined} or a profile, as with AppArmor. */
    SECCOMP,
    APPARMOR,
    /** {@code disable} or labels. */
    SELINUX,
    MEMORY,
    CPU,
    PROCESS_LIMIT,
    HEALTHCHECK_OFF,
    RESTART,
    DEVICES,
    SYSCTLS
  }

  /** A directory or file of the host. */
  record Mount(Value source, Value target, Value propagation) {}

  /**
   * A port.
   *
   * @param address of the host; absent if all
   * @param host absent if it is not published
   */
  record Port(Value address, Value host, Value container, boolean published) {}

  Value get(Setting setting) {
    Value value = settings.get(setting);
    return value == null ? new Value.Absent(line) : value;
  }

  /** Collects settings, leaving out what is absent. */
  static final class Settings {
    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

    Settings put(Setting setting, Value value) {
      if (!value.isAbsent()) {
        values.put(setting, value);
      }
      return this;
    }

    /** The first of some that is not absent. */
    Settings first(Setting setting, Value... candidates) {
      for (Value candidate : candidates) {
        if (!candidate.isAbsent()) {
          values.put(setting, candidate);
          break;
        }
      }
      return this;
    }

    Map<Setting, Value> build() {
      return new EnumMap<>(values);
    }
  }
}
