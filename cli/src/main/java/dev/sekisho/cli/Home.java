package dev.sekisho.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the program lies, laid out the same in a checkout ({@code target/home}) and in a release
 * ({@code usr/lib/sekisho}): {@code lib/} the jars of command and enforcer, {@code manager/} the
 * manager, {@code cache/} start-up caches.
 *
 * @param folder the home
 * @param java the JVM that runs us, which also runs manager and enforcer
 */
record Home(Path folder, Path java) {
  /** The home that the launcher named. */
  static Home ofThisProcess() {
    String folder = System.getProperty("sekisho.home", "");
    if (folder.isEmpty()) {
      throw Exit.ENVIRONMENT.because("home-unknown");
    }
    return new Home(Path.of(folder), Path.of(System.getProperty("java.home")));
  }

  Path javaCommand() {
    return java.resolve("bin/java");
  }

  Path managerJar() {
    return folder.resolve("manager/quarkus-run.jar");
  }

  Path cache(String program) {
    return folder.resolve("cache").resolve(program + ".aot");
  }

  /**
   * The class path of command and enforcer. Its order is part of the start-up cache's key, so it is
   * sorted by bytes, as the launchers sort it.
   */
  String classPath() {
    try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
      List<String> sorted =
          jars.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList();
      return String.join(":", sorted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
