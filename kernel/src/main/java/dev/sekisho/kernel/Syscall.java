package dev.sekisho.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one native call of this module: {@code syscall(2)} of the C library with six arguments.
 *
 * <p>Results follow the kernel's convention: negative results are {@code -errno}. A call blocks its
 * carrier thread, so loops that wait in the kernel belong on platform threads. The call allocates
 * nothing after the first one of a thread.
 */
public final class Syscall {
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CAPTURED.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final Architecture ARCHITECTURE = Architecture.current();
  private static final MethodHandle SYSCALL = link();

  /** Where the C library's errno of this thread is saved: a scratch area, not state. */
  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

  private Syscall() {}

  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
        Linker.Option.captureCallState("errno"));
  }

  /** Calls the kernel; addresses are passed as numbers and must stay valid during the call. */
  public static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
    MemorySegment captured = ERRNO.get();
    try {
      long result =
          (long) SYSCALL.invokeExact(captured, (long) call.number(ARCHITECTURE), a, b, c, d, e, f);
      return result == -1 ? -(long) captured.get(JAVA_INT, ERRNO_OFFSET) : result;
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall does not throw", impossible);
    }
  }

  /** As {@link #call(SystemCall, long, long, long, long, long, long)}; missing arguments are 0. */
  public static long call(SystemCall call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }

  /** As {@link #call(SystemCall, long, long, long, long, long, long)}; missing arguments are 0. */
  public static long call(SystemCall call, long a, long b) {
    return call(call, a, b, 0, 0, 0, 0);
  }

  /** As {@link #call(SystemCall, long, long, long, long, long, long)}; missing arguments are 0. */
  public static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  /** As {@link #call(SystemCall, long, long, long, long, long, long)}; missing arguments are 0. */
  public static long call(SystemCall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0, 0);
  }

  /** As {@link #call(SystemCall, long, long, long, long, long, long)}; missing arguments are 0. */
  public static long call(SystemCall call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  /**
   * The result when it is not an error.
   *
   * @param arguments what the call was about, for the message: a path, a pid, flags
   */
  public static long check(SystemCall call, long result, Object... arguments)
      throws KernelException {
    if (result < 0) throw new KernelException(call.kernelName(), (int) -result, arguments);
    return result;
  }
}
