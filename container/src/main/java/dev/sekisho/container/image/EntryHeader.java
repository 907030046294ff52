package dev.sekisho.container.image;

/**
 * What is known of a file before its content.
 *
 * @param path relative to the root, normal, without a leading slash; bytes that are no UTF-8 are
 *     written {@code \xE9}
 * @param kind what it is
 * @param sizeBytes size of the content; 0 for all but regular files
 * @param mode the lower twelve bits of {@code st_mode}, such as 0755 and 04755
 * @param userId numeric owner
 * @param groupId numeric group
 * @param modified seconds since 1970
 * @param linkTarget of a symbolic link as it is written, of a hard link a path like {@code path};
 *     else empty
 */
public record EntryHeader(
    String path,
    Kind kind,
    long sizeBytes,
    int mode,
    long userId,
    long groupId,
    long modified,
    String linkTarget) {

  /** Kinds of entries, of tar and of a file system. */
  public enum Kind {
    FILE,
    HARD_LINK,
    SYMBOLIC_LINK,
    DIRECTORY,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    FIFO,
    /** As a directory walk meets them; tar has none. */
    SOCKET
  }
}
