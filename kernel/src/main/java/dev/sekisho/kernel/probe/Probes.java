package dev.sekisho.kernel.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.FileSystem;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Mounts;
import dev.sekisho.kernel.Pidfd;
import dev.sekisho.kernel.Syscall;
import dev.sekisho.kernel.SystemCall;
import dev.sekisho.kernel.bpf.BpfTrial;
import dev.sekisho.kernel.bpf.Btf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One attempt for each mechanism: its words are why it is there, its exception why it is not. */
final class Probes implements AutoCloseable {
  private static final int FAN_CLASS_CONTENT = 0x4;
  private static final int FAN_REPORT_PIDFD = 0x80;
  private static final long FAN_OPEN_PERM = 0x10000;
  private static final long FAN_OPEN_EXEC_PERM = 0x40000;
  private static final int FAN_MARK_ADD = 1;
  private static final int AT_FDCWD = -100;
  private static final int SECCOMP_GET_ACTION_AVAIL = 2;
  private static final int SECCOMP_RET_USER_NOTIF = 0x7fc00000;
  private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
  private static final Path BPFFS = Path.of("/sys/fs/bpf");

  private final Cgroups cgroups;
  private final Mounts mounts;
  private final Path file;

  /** The kernel's types; empty where it shows none. */
  private final Optional<Btf> types;

  private final String noTypes;

  Probes(Cgroups cgroups, Mounts mounts) throws IOException {
    this.cgroups = cgroups;
    this.mounts = mounts;
    this.file = Files.createTempFile("sekisho-probe", "");
    Optional<Btf> read = Optional.empty();
    String reason = "";
    try {
      read = Optional.of(Btf.ofKernel());
    } catch (IOException | IllegalArgumentException e) {
      reason = String.valueOf(e);
    }
    this.types = read;
    this.noTypes = reason;
  }

  /**
   * Tries one mechanism.
   *
   * @return what the kernel answered
   * @throws IOException what the kernel refused
   */
  String attempt(Mechanism mechanism) throws IOException {
    return switch (mechanism) {
      case FANOTIFY_PERMISSION -> fanotify(FAN_OPEN_PERM, "FAN_OPEN_PERM");
      case FANOTIFY_EXEC_PERMISSION -> fanotify(FAN_OPEN_EXEC_PERM, "FAN_OPEN_EXEC_PERM");
      case FANOTIFY_PIDFD -> fanotifyPidfd();
      case PIDFD -> pidfd();
      case BTF -> requiredTypes() + ": read";
      case BPF_TRACEPOINT -> loaded(() -> BpfTrial.tracepoint(kernelTypes()));
      case BPF_TASK_STORAGE -> loaded(BpfTrial::taskStorage);
      case BPF_RING_BUFFER -> loaded(BpfTrial::ringBuffer);
      case BPF_TASK_ITERATOR -> kernelFunction("bpf_iter_task_new");
      case BPF_SIGNAL_TASK -> kernelFunction("bpf_send_signal_task");
      case BPF_LSM -> securityModule();
      case BPF_FENTRY -> loaded(() -> BpfTrial.functionEntry(kernelTypes()));
      case BPF_KPROBE -> kprobe();
      case BPFFS -> bpffs();
      case BPF_CGROUP_CONNECT -> loaded(BpfTrial::connect);
      case TCX -> loaded(BpfTrial::trafficControl);
      case NFQUEUE -> netfilterQueue();
      case SECCOMP_USER_NOTIFICATION -> seccomp();
      case LANDLOCK -> landlock();
      case CGROUP2 ->
          cgroups
              .unified()
              .map(path -> "cgroup2 " + path)
              .orElseThrow(() -> new IOException("cgroup2: not mounted"));
      case PIDS_CONTROLLER -> pidsController();
      case MEMFD_NOEXEC -> value(Path.of("/proc/sys/vm/memfd_noexec"));
      case OVERLAYFS -> overlay();
      case APPARMOR -> enabled(Path.of("/sys/module/apparmor/parameters/enabled"), "Y");
      case SELINUX -> value(Path.of("/sys/fs/selinux/enforce"));
    };
  }

  private interface Trial {
    void run() throws IOException;
  }

  private static String loaded(Trial trial) throws IOException {
    trial.run();
    return "bpf(2): loaded";
  }

  private Btf kernelTypes() throws IOException {
    return types.orElseThrow(() -> new IOException(noTypes));
  }

  private String requiredTypes() throws IOException {
    kernelTypes();
    return Btf.KERNEL.toString();
  }

  private String kernelFunction(String name) throws IOException {
    if (!kernelTypes().hasFunction(name)) throw new IOException("BTF: no function " + name);
    return "BTF: " + name;
  }

  /** Marks one file of our own for a moment: nobody else opens it. */
  private String fanotify(long mask, String name) throws IOException {
    try (Descriptor group = group(FAN_CLASS_CONTENT);
        Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom(file.toString()).address();
      long result =
          Syscall.call(
              SystemCall.FANOTIFY_MARK, group.number(), FAN_MARK_ADD, mask, AT_FDCWD, path);
      Syscall.check(SystemCall.FANOTIFY_MARK, result, name);
      return "fanotify_mark(" + name + ") = 0";
    }
  }

  private static String fanotifyPidfd() throws IOException {
    group(FAN_CLASS_CONTENT | FAN_REPORT_PIDFD).close();
    return "fanotify_init(FAN_REPORT_PIDFD) = 0";
  }

  private static Descriptor group(int flags) throws KernelException {
    return Descriptor.owning(
        Syscall.check(
            SystemCall.FANOTIFY_INIT,
            Syscall.call(SystemCall.FANOTIFY_INIT, flags, 0),
            "0x" + Integer.toHexString(flags)));
  }

  private static String pidfd() throws IOException {
    Pidfd.open((int) ProcessHandle.current().pid()).close();
    return "pidfd_open() = 0";
  }

  private String securityModule() throws IOException {
    BpfTrial.securityModule(kernelTypes());
    String active = value(Path.of("/sys/kernel/security/lsm"));
    if (!active.contains("bpf")) throw new IOException(active + ": no bpf");
    return active;
  }

  private static String kprobe() throws IOException {
    BpfTrial.kprobe();
    return value(Path.of("/sys/bus/event_source/devices/kprobe/type"));
  }

  private static String bpffs() throws IOException {
    if (FileSystem.magic(BPFFS) == FileSystem.BPF) return "bpf " + BPFFS;
    // Not mounted is not missing: the enforcer mounts it.
    if (!Files.readString(Path.of("/proc/filesystems")).contains("\tbpf\n"))
      throw new IOException("/proc/filesystems: no bpf");
    return "/proc/filesystems: bpf";
  }

  private static String seccomp() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocateFrom(JAVA_INT, SECCOMP_RET_USER_NOTIF);
      Syscall.check(
          SystemCall.SECCOMP,
          Syscall.call(SystemCall.SECCOMP, SECCOMP_GET_ACTION_AVAIL, 0, action.address()),
          "SECCOMP_RET_USER_NOTIF");
      return "seccomp(SECCOMP_GET_ACTION_AVAIL, SECCOMP_RET_USER_NOTIF) = 0";
    }
  }

  private static String landlock() throws IOException {
    long version =
        Syscall.check(
            SystemCall.LANDLOCK_CREATE_RULESET,
            Syscall.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION),
            "LANDLOCK_CREATE_RULESET_VERSION");
    return "Landlock ABI " + version;
  }

  private String pidsController() throws IOException {
    if (cgroups.pids().isPresent()) return "cgroup " + cgroups.pids().get();
    Path unified = cgroups.unified().orElseThrow(() -> new IOException("cgroup: not mounted"));
    String controllers = value(unified.resolve("cgroup.controllers"));
    if (!controllers.contains("pids")) throw new IOException(controllers + ": no pids");
    return controllers;
  }

  private String overlay() throws IOException {
    if (mounts.mounts().stream().anyMatch(mount -> mount.type().equals("overlay")))
      return "mountinfo: overlay";
    if (!Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n"))
      throw new IOException("/proc/filesystems: no overlay");
    return "/proc/filesystems: overlay";
  }

  private static String enabled(Path path, String expected) throws IOException {
    String text = value(path);
    if (!text.endsWith("= " + expected)) throw new IOException(text);
    return text;
  }

  private static String value(Path path) throws IOException {
    if (!Files.exists(path)) throw new IOException(path + ": " + Errno.text(Errno.ENOENT));
    return path + " = " + Files.readString(path).strip();
  }

  /**
   * Binds a queue number that nobody uses, by one netlink message; the kernel lets go of it when
   * the socket closes.
   */
  private static String netfilterQueue() throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor socket =
            Descriptor.owning(
                Syscall.check(
                    SystemCall.SOCKET,
                    Syscall.call(SystemCall.SOCKET, 16, 3 | 0x80000, 12),
                    "NETLINK_NETFILTER"))) {
      ByteBuffer message = ByteBuffer.allocate(28).order(ByteOrder.nativeOrder());
      message
          .putInt(28)
          .putShort((short) (3 << 8 | 2))
          .putShort((short) 5)
          .putInt(1)
          .putInt(0); // NFQNL_MSG_CONFIG, REQUEST|ACK
      message
          .put((byte) 0)
          .put((byte) 0)
          .order(ByteOrder.BIG_ENDIAN)
          .putShort((short) 0xfff0)
          .order(ByteOrder.nativeOrder());
      message
          .putShort((short) 8)
          .putShort((short) 1)
          .put((byte) 1)
          .put((byte) 0)
          .putShort((short) 0); // NFQNL_CFG_CMD_BIND
      MemorySegment bytes = arena.allocate(64, 8);
      MemorySegment.copy(MemorySegment.ofArray(message.array()), 0, bytes, 0, 28);
      Syscall.check(
          SystemCall.SENDTO,
          Syscall.call(SystemCall.SENDTO, socket.number(), bytes.address(), 28, 0, 0, 0),
          "nfnetlink_queue");
      Syscall.check(
          SystemCall.RECVFROM,
          Syscall.call(SystemCall.RECVFROM, socket.number(), bytes.address(), 64, 0, 0, 0),
          "nfnetlink_queue");
      int error = bytes.get(JAVA_INT, 16);
      if (error != 0)
        throw new KernelException("sendto", -error, "nfnetlink_queue", "NFQNL_CFG_CMD_BIND");
      return "nfnetlink_queue: bound";
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
