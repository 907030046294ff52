package dev.sekisho.kernel;

/**
 * A file as the kernel tells files apart.
 *
 * @param device the superblock's {@code dev_t} in the kernel's own encoding: {@code major << 20 |
 *     minor}
 * @param inode the inode number
 */
public record FileIdentity(long device, long inode) {
  public FileIdentity {
    if (device < 0 || device > 0xffff_ffffL) {
      throw new IllegalArgumentException("device " + device + " is not major << 20 | minor");
    }
  }

  /** The kernel's encoding of a device number. */
  public static long device(int major, int minor) {
    return ((long) major << 20 | minor) & 0xffff_ffffL;
  }
}
