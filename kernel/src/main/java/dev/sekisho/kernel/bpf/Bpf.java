package dev.sekisho.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Syscall;
import dev.sekisho.kernel.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The commands of {@code bpf(2)} that are used. Offsets are those of {@code union bpf_attr} in
 * {@code linux/bpf.h}, which is append-only.
 */
public final class Bpf {
  static final int MAP_CREATE = 0;
  static final int MAP_LOOKUP_ELEM = 1;
  static final int MAP_UPDATE_ELEM = 2;
  static final int MAP_DELETE_ELEM = 3;
  static final int MAP_GET_NEXT_KEY = 4;
  static final int PROG_LOAD = 5;
  private static final int OBJ_PIN = 6;
  private static final int OBJ_GET = 7;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int RAW_TRACEPOINT_OPEN = 17;
  static final int BTF_LOAD = 18;
  private static final int LINK_CREATE = 28;
  private static final int ITER_CREATE = 33;

  private static final int BPF_TRACE_ITER = 28;

  private Bpf() {}

  /** Calls {@code bpf(2)}; the raw result, negative for errors. */
  static long call(int command, MemorySegment attributes) {
    return Syscall.call(SystemCall.BPF, command, attributes.address(), attributes.byteSize());
  }

  /** Calls {@code bpf(2)} for a descriptor. */
  static Descriptor descriptor(String name, int command, MemorySegment attributes, Object about)
      throws KernelException {
    return Descriptor.owning(check(name, call(command, attributes), about));
  }

  static long check(String command, long result, Object about) throws KernelException {
    if (result < 0) throw new KernelException("bpf", (int) -result, command, about);
    return result;
  }

  /** Pins a map, program or link under a path in bpffs. */
  public static void pin(Descriptor object, Path path) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(24, 8);
      attributes.set(JAVA_LONG, 0, arena.allocateFrom(path.toString()).address());
      attributes.set(JAVA_INT, 8, object.number());
      check("OBJ_PIN", call(OBJ_PIN, attributes), path);
    }
  }

  /**
   * Opens what is pinned under a path.
   *
   * @throws KernelException ENOENT when nothing is
   */
  public static Descriptor pinned(Path path) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(24, 8);
      attributes.set(JAVA_LONG, 0, arena.allocateFrom(path.toString()).address());
      return descriptor("OBJ_GET", OBJ_GET, attributes, path);
    }
  }

  /**
   * Attaches a tp_btf program to the tracepoint that it was loaded for. The link lasts until its
   * last descriptor and pin go.
   */
  public static Descriptor attachTracepoint(Descriptor program, String name)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(24, 8);
      attributes.set(JAVA_INT, 8, program.number());
      return descriptor("RAW_TRACEPOINT_OPEN", RAW_TRACEPOINT_OPEN, attributes, name);
    }
  }

  /** Makes an iterator program ready to run. */
  public static Descriptor attachIterator(Descriptor program, String name) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(64, 8);
      attributes.set(JAVA_INT, 0, program.number());
      attributes.set(JAVA_INT, 8, BPF_TRACE_ITER);
      return descriptor("LINK_CREATE", LINK_CREATE, attributes, name);
    }
  }

  /** Runs an iterator once over everything; what it prints is thrown away. */
  public static void iterate(Descriptor link) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(8, 8);
      attributes.set(JAVA_INT, 0, link.number());
      try (Descriptor run = descriptor("ITER_CREATE", ITER_CREATE, attributes, "task")) {
        MemorySegment buffer = arena.allocate(4096);
        long read;
        do {
          read = Syscall.call(SystemCall.READ, run.number(), buffer.address(), buffer.byteSize());
        } while (read > 0 || read == -dev.sekisho.kernel.Errno.EAGAIN);
        Syscall.check(SystemCall.READ, read, "BPF iterator");
      }
    }
  }

  /** The numeric id of a program, map or link. */
  public static int id(Descriptor object) throws KernelException {
    // bpf_prog_info has its id at 4, bpf_map_info at 4, bpf_link_info at 4.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment information = arena.allocate(8, 8);
      MemorySegment attributes = arena.allocate(16, 8);
      attributes.set(JAVA_INT, 0, object.number());
      attributes.set(JAVA_INT, 4, (int) information.byteSize());
      attributes.set(JAVA_LONG, 8, information.address());
      check("OBJ_GET_INFO_BY_FD", call(OBJ_GET_INFO_BY_FD, attributes), object.number());
      return information.get(JAVA_INT, 4);
    }
  }
}
