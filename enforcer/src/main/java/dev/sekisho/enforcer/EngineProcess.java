package dev.sekisho.enforcer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The process of a Docker engine, found by its command line.
 *
 * @param pid its number
 * @param arguments its command line without the program
 */
record EngineProcess(long pid, List<String> arguments) {
  private static final Path USUAL_CONFIGURATION = Path.of("/etc/docker/daemon.json");
  private static final List<Path> USUAL_SOCKETS =
      List.of(Path.of("/var/run/docker.sock"), Path.of("/run/docker.sock"));

  EngineProcess {
    arguments = List.copyOf(arguments);
  }

  /** The engine that listens on a socket. */
  static Optional<EngineProcess> of(Path socket) throws IOException {
    for (EngineProcess process : all()) {
      if (process.listensOn(socket)) return Optional.of(process);
    }
    return Optional.empty();
  }

  private static List<EngineProcess> all() throws IOException {
    List<EngineProcess> engines = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        read(process).ifPresent(engines::add);
      }
    }
    return engines;
  }

  private static Optional<EngineProcess> read(Path process) {
    try {
      if (!Files.readString(process.resolve("comm")).strip().equals("dockerd")) {
        return Optional.empty();
      }
      byte[] line = Files.readAllBytes(process.resolve("cmdline"));
      List<String> words = Arrays.asList(new String(line, StandardCharsets.UTF_8).split("\0", -1));
      return Optional.of(
          new EngineProcess(
              Long.parseLong(process.getFileName().toString()),
              words.subList(Math.min(1, words.size()), words.size())));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  boolean listensOn(Path socket) {
    List<String> hosts = values("--host", "-H");
    boolean usual = USUAL_SOCKETS.contains(socket);
    // systemd hands the usual socket over as fd://.
    return hosts.contains("unix://" + socket)
        || (usual
            && (hosts.isEmpty()
                || hosts.stream()
                    .anyMatch(
                        host ->
                            host.startsWith("fd://")
                                || USUAL_SOCKETS.stream()
                                    .anyMatch(s -> host.equals("unix://" + s)))));
  }

  /** Its configuration file, which need not be there. */
  Path configuration() {
    List<String> files = values("--config-file");
    return files.isEmpty() ? USUAL_CONFIGURATION : Path.of(files.getLast());
  }

  /** The option by which its command line itself settles runtimes, so that no file may. */
  Optional<String> settlesRuntimes() {
    for (String option : List.of("--default-runtime", "--add-runtime")) {
      if (!values(option).isEmpty()) return Optional.of(option);
    }
    return Optional.empty();
  }

  private List<String> values(String... names) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      for (String name : names) {
        if (word.equals(name) && i + 1 < arguments.size()) values.add(arguments.get(i + 1));
        if (word.startsWith(name + "=")) values.add(word.substring(name.length() + 1));
      }
    }
    return values;
  }

  /** Tells it to read its configuration again. It never stops for that. */
  void reload() throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-HUP", Long.toString(pid)).redirectErrorStream(true).start();
    String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (kill.waitFor() != 0) throw new IOException("kill -HUP " + pid + ": " + output.strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
