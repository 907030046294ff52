package dev.sekisho.runtime;

/**
 * Files that the fanotify loop has judged to be the image's, by (device, inode, time of change): a
 * cache without allocation. Entries replace each other; one thread.
 */
final class Known {
  private static final int SLOTS = 1 << 14;

  private final long[] devices = new long[SLOTS];
  private final long[] inodes = new long[SLOTS];
  private final long[] changes = new long[SLOTS];

  boolean contains(long device, long inode, long changed) {
    int slot = slot(device, inode);
    return inodes[slot] == inode && devices[slot] == device && changes[slot] == changed;
  }

  void add(long device, long inode, long changed) {
    int slot = slot(device, inode);
    devices[slot] = device;
    inodes[slot] = inode;
    changes[slot] = changed;
  }

  void clear() {
    java.util.Arrays.fill(inodes, 0);
    java.util.Arrays.fill(devices, 0);
  }

  private static int slot(long device, long inode) {
    long mixed = (inode * 0x9E3779B97F4A7C15L) ^ (device * 0xC2B2AE3D27D4EB4FL);
    return (int) (mixed >>> 50);
  }
}
