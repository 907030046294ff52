package dev.sekisho.kernel.probe;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the running kernel offers, found by trying each mechanism once; whatever a probe makes is
 * gone afterwards.
 *
 * @param release as {@code uname -r}
 * @param capabilities held effectively by this process, in the kernel's spelling, e.g. {@code
 *     CAP_BPF}
 * @param answers one for each {@link Mechanism}, in its order
 */
public record KernelProbe(
    String release, Cgroups.Mode cgroupMode, Set<String> capabilities, List<Answer> answers) {
  /** In the order of their numbers; {@code linux/capability.h}. */
  private static final List<String> CAPABILITIES =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "KILL",
          "SETGID",
          "SETUID",
          "SETPCAP",
          "LINUX_IMMUTABLE",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_ADMIN",
          "NET_RAW",
          "IPC_LOCK",
          "IPC_OWNER",
          "SYS_MODULE",
          "SYS_RAWIO",
          "SYS_CHROOT",
          "SYS_PTRACE",
          "SYS_PACCT",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_NICE",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "MKNOD",
          "LEASE",
          "AUDIT_WRITE",
          "AUDIT_CONTROL",
          "SETFCAP",
          "MAC_OVERRIDE",
          "MAC_ADMIN",
          "SYSLOG",
          "WAKE_ALARM",
          "BLOCK_SUSPEND",
          "AUDIT_READ",
          "PERFMON",
          "BPF",
          "CHECKPOINT_RESTORE");

  public KernelProbe {
    capabilities = Set.copyOf(capabilities);
    answers = List.copyOf(answers);
  }

  /**
   * What came of a probe.
   *
   * @param why how it was tried and what the kernel answered, in the kernel's words: {@code
   *     bpf(PROG_LOAD, type 29): Operation not permitted (EPERM, errno 1)}
   */
  public record Answer(Mechanism mechanism, boolean available, String why) {}

  /** The answer for one mechanism. */
  public Answer answer(Mechanism mechanism) {
    return answers.stream()
        .filter(answer -> answer.mechanism() == mechanism)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(mechanism + " was not probed"));
  }

  /**
   * Tries everything; takes well under a second. Without root most answers are "no", with the
   * reason.
   *
   * @throws IOException when not even {@code /proc} can be read
   */
  public static KernelProbe run() throws IOException {
    Cgroups cgroups = Cgroups.detect();
    List<Answer> answers = new ArrayList<>();
    try (Probes probes = new Probes(cgroups, Mounts.ofSelf())) {
      for (Mechanism mechanism : Mechanism.values()) answers.add(ask(probes, mechanism));
    }
    return new KernelProbe(
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        cgroups.mode(),
        effectiveCapabilities(Files.readAllLines(Path.of("/proc/self/status"))),
        answers);
  }

  private static Answer ask(Probes probes, Mechanism mechanism) {
    try {
      return new Answer(mechanism, true, probes.attempt(mechanism));
    } catch (IOException refused) {
      return new Answer(mechanism, false, String.valueOf(refused.getMessage()));
    }
  }

  /** Reads the line CapEff of {@code /proc/PID/status}. */
  static Set<String> effectiveCapabilities(List<String> status) {
    Set<String> held = new TreeSet<>();
    for (String line : status) {
      if (!line.startsWith("CapEff:")) continue;
      long bits = Long.parseUnsignedLong(line.substring(7).strip(), 16);
      for (int i = 0; i < CAPABILITIES.size(); i++) {
        if ((bits >>> i & 1) != 0) held.add("CAP_" + CAPABILITIES.get(i));
      }
    }
    return held;
  }
}
