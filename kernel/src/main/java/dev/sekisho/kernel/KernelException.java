package dev.sekisho.kernel;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The kernel refused a call. The message names the call, its arguments and the error, as in {@code
 * pidfd_open(4194303): No such process (ESRCH, errno 3)}.
 */
public final class KernelException extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;

  /**
   * @param call the name of the call in the manual, e.g. {@code pidfd_open}
   * @param errno the positive error number
   * @param arguments those arguments that say what the call was about
   */
  public KernelException(String call, int errno, Object... arguments) {
    super(
        Arrays.stream(arguments)
                .map(String::valueOf)
                .collect(Collectors.joining(", ", call + "(", "): "))
            + Errno.text(errno));
    this.call = call;
    this.errno = errno;
  }

  /** The name of the call that failed. */
  public String call() {
    return call;
  }

  /** The positive error number of {@code errno.h}. */
  public int errno() {
    return errno;
  }
}
