package dev.sekisho.container;

import java.nio.file.Path;

/**
 * A regular file of an image.
 *
 * @param path inside the image, symbolic links resolved, beginning with a slash
 * @param location where the engine keeps it on the host; no part of it is a symbolic link of the
 *     image
 * @param device number of the file system that holds the layer, as stat(2) gives it
 * @param inode inode number there; in an overlay whose layers share one file system the container
 *     sees the same number
 * @param changedNanos st_ctime, nanoseconds since 1970
 * @param mode st_mode: type and permission bits
 * @param size in bytes
 * @param links number of hard links
 */
public record ImageFile(
    String path,
    Path location,
    long device,
    long inode,
    long changedNanos,
    int mode,
    long size,
    int links) {
  /** Whether anybody may run it. */
  public boolean executable() {
    return (mode & 0111) != 0;
  }

  /** Whether a file of the container with these values, at this path, is the image's, untouched. */
  public boolean same(long otherInode, long otherChangedNanos) {
    return inode == otherInode && changedNanos == otherChangedNanos;
  }
}
