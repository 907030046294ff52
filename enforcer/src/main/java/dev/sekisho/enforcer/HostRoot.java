package dev.sekisho.enforcer;

import java.nio.file.Path;

/**
 * Where the host's files are: {@code /}, or the directory at which a container that runs the
 * enforcer sees them, such as {@code /host}. All paths of the host pass through here.
 *
 * @param directory absolute
 */
public record HostRoot(Path directory) {
  public static final HostRoot SLASH = new HostRoot(Path.of("/"));

  public HostRoot {
    if (!directory.isAbsolute()) {
      throw new IllegalArgumentException(
          "host root '" + directory + "': expected an absolute path");
    }
    directory = directory.normalize();
  }

  /** Where this process finds a file that the host calls by an absolute path. */
  public Path of(String hostPath) {
    Path path = Path.of(hostPath).normalize();
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("host path '" + hostPath + "': expected an absolute path");
    }
    return directory.resolve(path.toString().substring(1));
  }
}
