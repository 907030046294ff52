package dev.sekisho.kernel.probe;

/** What Sekisho uses of the kernel, where it is there. */
public enum Mechanism {
  FANOTIFY_PERMISSION("fanotify FAN_OPEN_PERM"),
  FANOTIFY_EXEC_PERMISSION("fanotify FAN_OPEN_EXEC_PERM"),
  FANOTIFY_PIDFD("fanotify FAN_REPORT_PIDFD"),
  PIDFD("pidfd_open"),
  BTF("kernel type information /sys/kernel/btf/vmlinux"),
  BPF_TRACEPOINT("BPF tp_btf"),
  BPF_TASK_STORAGE("BPF task storage"),
  BPF_RING_BUFFER("BPF ring buffer"),
  BPF_TASK_ITERATOR("BPF kfunc bpf_iter_task_new"),
  BPF_SIGNAL_TASK("BPF kfunc bpf_send_signal_task"),
  BPF_LSM("BPF LSM"),
  BPF_FENTRY("BPF fentry"),
  BPF_KPROBE("BPF kprobe"),
  BPFFS("bpffs"),
  BPF_CGROUP_CONNECT("BPF cgroup/connect4"),
  TCX("TCX"),
  NFQUEUE("NFQUEUE"),
  SECCOMP_USER_NOTIFICATION("seccomp user notification"),
  LANDLOCK("Landlock"),
  CGROUP2("cgroup version 2 tree"),
  PIDS_CONTROLLER("pids controller"),
  MEMFD_NOEXEC("sysctl vm.memfd_noexec"),
  OVERLAYFS("overlayfs"),
  APPARMOR("AppArmor"),
  SELINUX("SELinux");

  private final String label;

  Mechanism(String label) {
    this.label = label;
  }

  /** The kernel's own name for it, the same in every language. */
  public String label() {
    return label;
  }
}
