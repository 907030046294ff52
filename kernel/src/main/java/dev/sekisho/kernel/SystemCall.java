package dev.sekisho.kernel;

/**
 * The system calls that are used, with their numbers.
 *
 * @see <a
 *     href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/arch/x86/entry/syscalls/syscall_64.tbl">x86-64</a>
 * @see <a
 *     href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/scripts/syscall.tbl">aarch64
 *     (the generic table)</a>
 */
public enum SystemCall {
  BPF(321, 280),
  CAPGET(125, 90),
  CLOSE(3, 57),
  EVENTFD2(290, 19),
  FANOTIFY_INIT(300, 262),
  FANOTIFY_MARK(301, 263),
  FCNTL(72, 25),
  FSTATFS(138, 44),
  GETPID(39, 172),
  GETSOCKOPT(55, 209),
  LANDLOCK_CREATE_RULESET(444, 444),
  MEMFD_CREATE(319, 279),
  MMAP(9, 222),
  MOUNT(165, 40),
  MUNMAP(11, 215),
  OPENAT(257, 56),
  PERF_EVENT_OPEN(298, 241),
  PIDFD_OPEN(434, 434),
  PIDFD_SEND_SIGNAL(424, 424),
  PPOLL(271, 73),
  PREAD64(17, 67),
  READ(0, 63),
  READLINKAT(267, 78),
  SECCOMP(317, 277),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  SOCKET(41, 198),
  STATFS(137, 43),
  STATX(332, 291),
  UMOUNT2(166, 39),
  UNLINKAT(263, 35),
  WRITE(1, 64);

  private final int x86;
  private final int arm;

  SystemCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /** The name as in the manual's section 2, for messages. */
  public String kernelName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The number on an architecture; -1 where the kernel does not have the call. */
  public int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }
}
