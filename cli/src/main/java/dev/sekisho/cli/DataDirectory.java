package dev.sekisho.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where manager and enforcer keep what must outlive them.
 *
 * @param folder the data directory
 */
record DataDirectory(Path folder) {
  /**
   * The directory to use.
   *
   * @param wish what the user said; empty for the default: /var/lib/sekisho for root, else below
   *     XDG_DATA_HOME
   */
  static DataDirectory of(String wish, boolean root, Map<String, String> environment) {
    if (!wish.isEmpty()) {
      return new DataDirectory(Path.of(wish).toAbsolutePath().normalize());
    }
    if (root) {
      return new DataDirectory(Path.of("/var/lib/sekisho"));
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    String data = environment.getOrDefault("XDG_DATA_HOME", home + "/.local/share");
    return new DataDirectory(Path.of(data, "sekisho"));
  }

  Path manager() {
    return folder.resolve("manager");
  }

  Path enforcer() {
    return folder.resolve("enforcer");
  }

  Path log(String program) {
    return folder.resolve("log").resolve(program + ".log");
  }

  /** What the manager writes when it is ready. */
  Path ready() {
    return manager().resolve("ready.json");
  }

  /** The administrator's one-time password, until it has been used. */
  Path firstLogin() {
    return manager().resolve("first-login");
  }

  /** Token of the service account of the command line on this machine. */
  Path localToken() {
    return manager().resolve("local-token");
  }

  Path enrolmentToken() {
    return enforcer().resolve("enrolment-token");
  }

  /** Whether an enforcer of this machine already has an identity here. */
  boolean isEnrolled() {
    return Files.isDirectory(enforcer().resolve("identity"))
        && holdsSomething(enforcer().resolve("identity"));
  }

  private static boolean holdsSomething(Path directory) {
    try (var entries = Files.list(directory)) {
      return entries.findAny().isPresent();
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", directory, Cause.of(e));
    }
  }

  /** Makes the directories that {@code up} and what it starts write to. */
  void prepare() {
    for (Path each : new Path[] {manager(), enforcer(), folder.resolve("log")}) {
      prepare(each);
    }
    try { // keys, policies and events of the host: only for its owner
      Files.setPosixFilePermissions(enforcer(), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", enforcer(), Cause.of(e));
    }
    checkWritable(folder);
  }

  /** Makes one directory below the data directory. */
  static void prepare(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", directory, Cause.of(e));
    }
  }

  static void checkWritable(Path directory) {
    try {
      Files.delete(Files.createTempFile(directory, ".writable", ""));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", directory, Cause.of(e));
    }
  }
}
