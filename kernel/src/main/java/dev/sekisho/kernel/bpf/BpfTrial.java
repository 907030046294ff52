package dev.sekisho.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Loads the smallest program or map of a kind, to see whether this kernel and these privileges
 * allow it. Nothing stays loaded; what is attached for a moment lets everything pass.
 */
public final class BpfTrial {
  private static final int PROG_TYPE_KPROBE = 2;
  private static final int PROG_TYPE_SCHED_CLS = 3;
  private static final int PROG_TYPE_CGROUP_SOCK_ADDR = 18;
  private static final int PROG_TYPE_TRACING = 26;
  private static final int PROG_TYPE_LSM = 29;
  private static final int CGROUP_INET4_CONNECT = 10;
  private static final int TRACE_RAW_TP = 23;
  private static final int TRACE_FENTRY = 24;
  private static final int LSM_MAC = 27;
  private static final int TCX_INGRESS = 46;
  private static final int LINK_CREATE = 28;
  private static final int TCX_NEXT = -1;
  private static final int LOOPBACK_INTERFACE = 1;
  private static final int MAP_TYPE_RINGBUF = 27;
  private static final int MAP_TYPE_TASK_STORAGE = 29;

  private BpfTrial() {}

  /** A program on a tracepoint with typed arguments. */
  public static void tracepoint(Btf kernel) throws KernelException {
    int target =
        kernel
            .find(Btf.TYPEDEF, "btf_trace_sched_process_exec")
            .orElseThrow(() -> missing("sched_process_exec"));
    program(PROG_TYPE_TRACING, TRACE_RAW_TP, target, 0).close();
  }

  /**
   * A program at the entry of a kernel function, attached to one that only the kernel's own tests
   * call.
   */
  public static void functionEntry(Btf kernel) throws KernelException {
    int target =
        kernel.find(Btf.FUNC, "bpf_fentry_test1").orElseThrow(() -> missing("bpf_fentry_test1"));
    try (Descriptor program = program(PROG_TYPE_TRACING, TRACE_FENTRY, target, 0)) {
      Bpf.attachTracepoint(program, "bpf_fentry_test1").close();
    }
  }

  /** A security module; loaded, not attached. */
  public static void securityModule(Btf kernel) throws KernelException {
    int target =
        kernel
            .find(Btf.FUNC, "bpf_lsm_bprm_check_security")
            .orElseThrow(() -> missing("bpf_lsm_bprm_check_security"));
    program(PROG_TYPE_LSM, LSM_MAC, target, 0).close();
  }

  /** A kprobe program; loaded, not attached. */
  public static void kprobe() throws KernelException {
    program(PROG_TYPE_KPROBE, 0, 0, 0).close();
  }

  /** A program on connect(2) of a control group; loaded, not attached. */
  public static void connect() throws KernelException {
    program(PROG_TYPE_CGROUP_SOCK_ADDR, CGROUP_INET4_CONNECT, 0, 1).close();
  }

  /** A program on a network interface, attached to loopback for a moment. Since Linux 6.6. */
  public static void trafficControl() throws KernelException {
    try (Arena arena = Arena.ofConfined();
        Descriptor program = program(PROG_TYPE_SCHED_CLS, 0, 0, TCX_NEXT)) {
      MemorySegment attributes = arena.allocate(64, 8);
      attributes.set(JAVA_INT, 0, program.number());
      attributes.set(JAVA_INT, 4, LOOPBACK_INTERFACE);
      attributes.set(JAVA_INT, 8, TCX_INGRESS);
      Bpf.descriptor("LINK_CREATE", LINK_CREATE, attributes, "tcx/ingress lo").close();
    }
  }

  /** A ring buffer. */
  public static void ringBuffer() throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(72, 8);
      attributes.set(JAVA_INT, 0, MAP_TYPE_RINGBUF);
      attributes.set(JAVA_INT, 12, 4096);
      Bpf.descriptor("MAP_CREATE", Bpf.MAP_CREATE, attributes, "ringbuf").close();
    }
  }

  /** Storage that belongs to a task. */
  public static void taskStorage() throws KernelException {
    try (Arena arena = Arena.ofConfined();
        Descriptor types = integerType(arena)) {
      MemorySegment attributes = arena.allocate(72, 8);
      attributes.set(JAVA_INT, 0, MAP_TYPE_TASK_STORAGE);
      attributes.set(JAVA_INT, 4, 4);
      attributes.set(JAVA_INT, 8, 4);
      attributes.set(JAVA_INT, 16, 1); // BPF_F_NO_PREALLOC
      attributes.set(JAVA_INT, 48, types.number());
      attributes.set(JAVA_INT, 52, 1);
      attributes.set(JAVA_INT, 56, 1);
      Bpf.descriptor("MAP_CREATE", Bpf.MAP_CREATE, attributes, "task_storage").close();
    }
  }

  /** BTF with one type, {@code int}. */
  private static Descriptor integerType(Arena arena) throws KernelException {
    ByteBuffer out = ByteBuffer.allocate(24 + 16 + 5).order(ByteOrder.nativeOrder());
    out.putShort((short) 0xeb9f)
        .put((byte) 1)
        .put((byte) 0)
        .putInt(24)
        .putInt(0)
        .putInt(16)
        .putInt(16)
        .putInt(5);
    out.putInt(1).putInt(Btf.INT << 24).putInt(4).putInt(1 << 24 | 32);
    out.put(new byte[] {0, 'i', 'n', 't', 0});
    MemorySegment content =
        arena.allocate(out.capacity(), 8).copyFrom(MemorySegment.ofArray(out.array()));
    MemorySegment attributes = arena.allocate(32, 8);
    attributes.set(JAVA_LONG, 0, content.address());
    attributes.set(JAVA_INT, 16, out.capacity());
    return Bpf.descriptor("BTF_LOAD", Bpf.BTF_LOAD, attributes, "int");
  }

  /** A program of two instructions: {@code return result}. */
  private static Descriptor program(int type, int attachType, int target, int result)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(16, 8);
      code.set(JAVA_BYTE, 0, (byte) 0xb7); // r0 = result
      code.set(JAVA_SHORT, 2, (short) 0);
      code.set(JAVA_INT, 4, result);
      code.set(JAVA_BYTE, 8, (byte) 0x95); // exit
      MemorySegment attributes = arena.allocate(144, 8);
      attributes.set(JAVA_INT, 0, type);
      attributes.set(JAVA_INT, 4, 2);
      attributes.set(JAVA_LONG, 8, code.address());
      attributes.set(JAVA_LONG, 16, arena.allocateFrom("Dual BSD/GPL").address());
      attributes.set(JAVA_INT, 68, attachType);
      attributes.set(JAVA_INT, 108, target);
      return Bpf.descriptor("PROG_LOAD", Bpf.PROG_LOAD, attributes, "type " + type);
    }
  }

  private static KernelException missing(String name) {
    return new KernelException("bpf", Errno.ENOENT, "PROG_LOAD", name);
  }
}
