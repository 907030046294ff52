package dev.sekisho.container;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Resolves paths inside a root the way the kernel does after chroot(2): absolute links begin at the
 * root, and {@code ..} at the root stays there. Nothing outside is ever asked for.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/path_resolution.7.html">path_resolution(7)</a>
 */
final class RootedPath {
  /** As the kernel's MAXSYMLINKS. */
  private static final int MAXIMUM_LINKS = 40;

  /** As the kernel's PATH_MAX, for each text that is walked. */
  private static final int MAXIMUM_LENGTH = 4096;

  private RootedPath() {}

  /** What stands at a path. */
  sealed interface Node {
    /** Nothing, or nothing that can be walked or read. */
    record Missing() implements Node {}

    /** A directory. */
    record Directory() implements Node {}

    /** A file, a device or another end of a path. */
    record Leaf() implements Node {}

    /** A symbolic link. */
    record Link(String target) implements Node {}
  }

  /** The names below a root. */
  interface Names {
    /**
     * What stands at a path, itself not followed.
     *
     * @param path begins with a slash, has no empty, {@code .} or {@code ..} parts, and all but its
     *     last part are directories
     */
    Node node(String path);
  }

  /**
   * The path without links.
   *
   * @param path absolute or relative to the root
   * @return empty if there is nothing, a loop, or a text that is too long
   */
  static Optional<String> resolve(Names names, String path) {
    if (path.length() > MAXIMUM_LENGTH) {
      return Optional.empty();
    }
    Deque<String> left = new ArrayDeque<>();
    push(left, path);
    StringBuilder done = new StringBuilder();
    int links = 0;
    while (!left.isEmpty()) {
      String part = left.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        done.setLength(Math.max(0, done.lastIndexOf("/")));
        continue;
      }
      int parent = done.length();
      done.append('/').append(part);
      switch (names.node(done.toString())) {
        case Node.Missing missing -> {
          return Optional.empty();
        }
        case Node.Directory directory -> {
          // Walk on.
        }
        case Node.Leaf leaf -> {
          // Anything after a leaf, "." and an empty part too, is ENOTDIR.
          return left.isEmpty() ? Optional.of(done.toString()) : Optional.empty();
        }
        case Node.Link link -> {
          if (++links > MAXIMUM_LINKS || link.target().length() > MAXIMUM_LENGTH) {
            return Optional.empty();
          }
          done.setLength(link.target().startsWith("/") ? 0 : parent);
          push(left, link.target());
        }
      }
    }
    return Optional.of(done.isEmpty() ? "/" : done.toString());
  }

  /** Puts the parts of a text before what is left. */
  private static void push(Deque<String> left, String path) {
    String[] parts = path.split("/", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      left.push(parts[i]);
    }
  }
}
