package dev.sekisho.kernel;

/**
 * Error numbers of the kernel that code asks for by name, and the text of all common ones.
 *
 * @see <a
 *     href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/uapi/asm-generic/errno.h">errno.h</a>
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int E2BIG = 7;
  public static final int ENOSYS = 38;
  public static final int EOPNOTSUPP = 95;

  private Errno() {}

  /** The error's words, name and number: {@code No such process (ESRCH, errno 3)}. */
  public static String text(int errno) {
    return switch (errno) {
      case EPERM -> words("Operation not permitted", "EPERM", errno);
      case ENOENT -> words("No such file or directory", "ENOENT", errno);
      case ESRCH -> words("No such process", "ESRCH", errno);
      case EINTR -> words("Interrupted system call", "EINTR", errno);
      case 5 -> words("Input/output error", "EIO", errno);
      case E2BIG -> words("Argument list too long", "E2BIG", errno);
      case EBADF -> words("Bad file descriptor", "EBADF", errno);
      case EAGAIN -> words("Resource temporarily unavailable", "EAGAIN", errno);
      case 12 -> words("Cannot allocate memory", "ENOMEM", errno);
      case EACCES -> words("Permission denied", "EACCES", errno);
      case 14 -> words("Bad address", "EFAULT", errno);
      case EBUSY -> words("Device or resource busy", "EBUSY", errno);
      case EEXIST -> words("File exists", "EEXIST", errno);
      case ENODEV -> words("No such device", "ENODEV", errno);
      case 20 -> words("Not a directory", "ENOTDIR", errno);
      case EINVAL -> words("Invalid argument", "EINVAL", errno);
      case 24 -> words("Too many open files", "EMFILE", errno);
      case ENOSPC -> words("No space left on device", "ENOSPC", errno);
      case ENOSYS -> words("Function not implemented", "ENOSYS", errno);
      case EOPNOTSUPP -> words("Operation not supported", "EOPNOTSUPP", errno);
      case 524 -> words("Operation not supported", "ENOTSUPP", errno);
      default -> "error (errno " + errno + ")";
    };
  }

  private static String words(String words, String name, int errno) {
    return words + " (" + name + ", errno " + errno + ")";
  }
}
