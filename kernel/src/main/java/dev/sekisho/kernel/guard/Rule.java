package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.FileIdentity;

/**
 * Something that a rule set can match, with the mode and clause that then hold. Of several matches
 * the firmest holds.
 */
public sealed interface Rule {
  Setting setting();

  /**
   * A name: the last component of the executed file's path, of the path as called (a symbolic
   * link's own name), of argv[0] without leading {@code -}, and, for busybox, toybox and coreutils,
   * of the applet that they will run.
   *
   * @param name up to 255 bytes of UTF-8, without slash
   */
  record Name(String name, Setting setting) implements Rule {
    public Name {
      if (name.isEmpty() || name.indexOf('/') >= 0) {
        throw new IllegalArgumentException("not a file name: '" + name + "'");
      }
    }
  }

  /**
   * A file by its whole path inside the container, symbolic links resolved; also the path as called
   * when it is absolute.
   */
  record FullPath(String path, Setting setting) implements Rule {
    public FullPath {
      requireAbsolute(path);
    }
  }

  /** All files below a directory, by its path inside the container, without a trailing slash. */
  record Below(String directory, Setting setting) implements Rule {
    public Below {
      requireAbsolute(directory);
    }
  }

  /**
   * A name under which a file that holds many programs (busybox, toybox, coreutils) is called; says
   * nothing of other files.
   */
  record Applet(String name, Setting setting) implements Rule {
    public Applet {
      if (name.isEmpty() || name.indexOf('/') >= 0) {
        throw new IllegalArgumentException("not a file name: '" + name + "'");
      }
    }
  }

  /** One file, wherever it is seen. */
  record ByIdentity(FileIdentity file, Setting setting) implements Rule {}

  /** All files of one file system. */
  record ByDevice(long device, Setting setting) implements Rule {}

  private static void requireAbsolute(String path) {
    if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "not an absolute path without trailing slash: '" + path + "'");
    }
  }
}
