package dev.sekisho.performance;

import dev.sekisho.container.CommandOutput;
import dev.sekisho.container.ContainerRequest;
import dev.sekisho.container.DockerEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An image with the measuring programs, compiled on the spot, and containers of it. Everything is
 * removed at the end.
 */
final class Rig implements AutoCloseable {
  static final String IMAGE = "sekisho-performance:1";

  /** Containers with this label are the ones that policies of a measurement speak of. */
  static final String GUARDED = "sekisho.performance.guarded";

  private final DockerEngine engine;
  private final Path work;
  private final List<String> containers = new ArrayList<>();

  private Rig(DockerEngine engine, Path work) {
    this.engine = engine;
    this.work = work;
  }

  /**
   * Compiles the programs and makes the image.
   *
   * @param sources directory of the C sources
   */
  static Rig build(Path sources) throws IOException, InterruptedException {
    Rig rig =
        new Rig(
            DockerEngine.at(DockerEngine.DEFAULT_SOCKET, Duration.ofSeconds(60)),
            Files.createTempDirectory("sekisho-performance"));
    Path root = Files.createDirectories(rig.work.resolve("root"));
    for (String program : List.of("spawn", "nothing", "calls", "storm", "stamp", "drop")) {
      command(
          "cc",
          "-O2",
          "-static",
          "-o",
          root.resolve(program).toString(),
          sources.resolve(program + ".c").toString());
    }
    Path dynamic = root.resolve("nothing-dynamic");
    command("cc", "-O2", "-o", dynamic.toString(), sources.resolve("nothing.c").toString());
    copyLibraries(dynamic, root);
    Path archive = rig.work.resolve("image.tar");
    command("tar", "-C", root.toString(), "-cf", archive.toString(), ".");
    try (var tar = Files.newInputStream(archive)) {
      rig.engine.importImage(tar, IMAGE, List.of());
    }
    return rig;
  }

  /** Copies what the dynamic program loads to the same paths below the root. */
  private static void copyLibraries(Path program, Path root)
      throws IOException, InterruptedException {
    for (String word : command("ldd", program.toString()).split("\\s+", -1)) {
      if (word.startsWith("/")) {
        Path copy = root.resolve(word.substring(1));
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of(word).toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  DockerEngine engine() {
    return engine;
  }

  /** A running container that does nothing. */
  String container(String name, boolean guarded) throws IOException {
    String id =
        engine.create(
            ContainerRequest.of(
                    "sekisho-performance-" + name,
                    IMAGE,
                    List.of("/storm", "1000000", "0", "/nothing"))
                .labelled(guarded ? Map.of(GUARDED, "yes") : Map.of()));
    containers.add(id);
    engine.start(id);
    return id;
  }

  /** Output of a command in a container, which must end well. */
  String run(String id, String... command) throws IOException {
    CommandOutput output = engine.run(id, "", List.of(command), Duration.ofMinutes(5));
    if (output.exitCode() != 0 || output.cut()) {
      throw new IOException(
          String.join(" ", command) + ": exit code " + output.exitCode() + " " + output);
    }
    return output.output();
  }

  /**
   * Fails unless a program that the image does not contain runs where nothing guards, and does not
   * where something does: what is measured must be what was meant.
   */
  void require(String id, boolean guarded) throws IOException {
    CommandOutput output =
        engine.run(id, "", List.of("/drop", "/nothing", "/dropped"), Duration.ofMinutes(1));
    if (output.exitCode() != (guarded ? 3 : 0)) {
      throw new IOException(
          "a dropped program ended with "
              + output.exitCode()
              + " where guards are "
              + (guarded ? "in force" : "off"));
    }
  }

  /** Output of a command of this machine, which must end well. */
  static String command(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ":\n" + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    try (engine) {
      for (String id : containers) {
        engine.remove(id);
      }
      engine.removeImage(IMAGE);
    } finally {
      delete(work);
    }
  }

  /** Deletes a directory and all that is in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
