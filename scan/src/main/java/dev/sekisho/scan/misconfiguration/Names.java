package dev.sekisho.scan.misconfiguration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What several groups of checks hold for dangerous. */
final class Names {
  /** Capabilities that lead out of a container, or far into the kernel. */
  static final Set<String> CAPABILITIES =
      Set.of(
          "ALL",
          "AUDIT_CONTROL",
          "BPF",
          "CHECKPOINT_RESTORE",
          "DAC_READ_SEARCH",
          "IPC_OWNER",
          "LINUX_IMMUTABLE",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "NET_ADMIN",
          "PERFMON",
          "SYSLOG",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_MODULE",
          "SYS_PTRACE",
          "SYS_RAWIO",
          "SYS_TIME");

  private static final List<String> SOCKETS =
      List.of(
          "/docker.sock",
          "/containerd.sock",
          "/crio.sock",
          "/cri-dockerd.sock",
          "/podman.sock",
          "/buildkitd.sock");

  private static final Set<String> SYSTEM =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib64",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/usr",
          "/var",
          "/var/lib",
          "/var/lib/docker",
          "/var/lib/containerd",
          "/var/lib/kubelet",
          "/var/log",
          "/var/run");

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(^|[_.-])(pass(word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|"
              + "private[_-]?key|credential[s]?|auth[_-]?key|secret[_-]?key|encryption[_-]?key)"
              + "([_.-]?[0-9]*|[_.-](value|base64))$");

  private static final Pattern REFERENCE =
      Pattern.compile("^(/.*|file:.*|\\$.*|<.*>|\\{\\{.*|)$|(?i)^(true|false|yes|no|none|null)$");

  private Names() {}

  /** Whether a variable holds a secret, by its name, in a value that is no path or reference. */
  static boolean isSecret(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT);
    return SECRET.matcher(name).find()
        && !upper.endsWith("_FILE")
        && !upper.contains("PUBLIC_KEY")
        && !REFERENCE.matcher(value).find();
  }

  static boolean isEngineSocket(String path) {
    return SOCKETS.stream().anyMatch(path::endsWith);
  }

  /** Whether a directory of the host is the system's. */
  static boolean isSystem(String path) {
    String plain = path.length() > 1 ? path.replaceFirst("/+$", "") : path;
    return SYSTEM.contains(plain)
        || plain.startsWith("/etc/")
        || plain.startsWith("/proc/")
        || plain.startsWith("/sys/")
        || plain.startsWith("/boot/")
        || plain.startsWith("/var/lib/kubelet/")
        || plain.startsWith("/var/lib/docker/");
  }

  /** Whether an image is named without tag and digest, or by {@code latest}. */
  static boolean isLatest(String image) {
    if (image.contains("@")) {
      return false;
    }
    int colon = image.lastIndexOf(':');
    boolean isTagged = colon > image.lastIndexOf('/');
    return !isTagged || image.endsWith(":latest");
  }

  /** Whether a user is root, by name or number, with or without a group. */
  static boolean isRoot(String user) {
    String name = user.split(":", 2)[0].strip();
    return name.equals("root") || name.matches("0+");
  }
}
