package dev.sekisho.enforcer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.ContainerSummary;
import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Messages;
import dev.sekisho.runtime.GateFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts the gate before an engine's runtime and takes it away, through the engine's configuration
 * and a reload. The engine and its containers keep running.
 */
final class GateInstallation {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What an engine uses that is told nothing. */
  private static final String STOCK_RUNTIME = "runc";

  private static final List<String> PLACES =
      List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin");

  private final EnforcerOptions options;
  private final PrintStream out;
  private final Messages messages = Problems.messages();
  private final GateFiles files;

  GateInstallation(EnforcerOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.files = new GateFiles(options.gate());
  }

  /** What an engine runs with now. */
  private record Found(EngineProcess process, Path file, String text, DaemonJson json) {}

  void install() throws IOException {
    try (DockerEngine engine = DockerEngine.at(options.engineSocket());
        HostJournal journal = HostJournal.open(options.data().resolve("journal"))) {
      EngineInfo info = asked(engine);
      Found found = found();
      found
          .process()
          .settlesRuntimes()
          .ifPresent(
              option -> {
                throw Problems.exception("gate-runtime-by-option", option);
              });
      boolean again = info.defaultRuntime().equals(GateFiles.RUNTIME);
      String real = again ? files.runtime() : realRuntime(found.json(), info.defaultRuntime());
      HostChange.GateInstalled change =
          new HostChange.GateInstalled(
              found.file().toString(),
              found.json().defaultRuntime().filter(n -> !n.equals(GateFiles.RUNTIME)),
              again ? STOCK_RUNTIME : info.defaultRuntime(),
              !Files.exists(options.hostRoot().of(found.file().toString())));
      boolean known = journal.open().stream().anyMatch(HostChange.GateInstalled.class::isInstance);
      if (!known) journal.record(change);
      if (!files.install(real)) {
        if (!known) journal.takenBack(change);
        throw Problems.exception("no-gate", System.getProperty("os.arch", "unknown"));
      }
      if (!again) switchTo(engine, found, journal, change);
      out.println(messages.text("log.gate-installed", GateFiles.RUNTIME, real));
    }
  }

  private void switchTo(
      DockerEngine engine, Found found, HostJournal journal, HostChange.GateInstalled change)
      throws IOException {
    Optional<JsonNode> configured =
        found.json().defaultRuntime().flatMap(name -> found.json().runtime(name));
    Path file = options.hostRoot().of(found.file().toString());
    DaemonJson.write(file, found.json().withGate(files.program(), configured).text());
    found.process().reload();
    if (becomes(engine, GateFiles.RUNTIME, true)) return;
    revert(found, file, change.fileMade());
    files.delete();
    journal.takenBack(change);
    throw Problems.exception("gate-not-taken", found.file().toString());
  }

  private static void revert(Found found, Path file, boolean made) throws IOException {
    if (made) Files.deleteIfExists(file);
    else DaemonJson.write(file, found.text());
    found.process().reload();
  }

  /** Takes the gate away; nothing happens where there is none. */
  void remove() throws IOException {
    try (HostJournal journal = HostJournal.open(options.data().resolve("journal"))) {
      remove(journal);
    }
  }

  /**
   * The same with a journal that is open already.
   *
   * @return whether nothing of it is left
   */
  boolean remove(HostJournal journal) throws IOException {
    Optional<HostChange.GateInstalled> change =
        journal.open().stream()
            .filter(HostChange.GateInstalled.class::isInstance)
            .map(HostChange.GateInstalled.class::cast)
            .findFirst();
    if (change.isEmpty()) {
      files.delete();
      out.println(messages.text("log.no-gate"));
      return true;
    }
    if (EngineProcess.of(options.engineSocket()).isEmpty()) return removeUnheard(change.get());
    try (DockerEngine engine = DockerEngine.at(options.engineSocket())) {
      asked(engine);
      Found found = found();
      long users = containersOfTheGate(engine);
      DaemonJson without = without(found.json(), change.get(), users > 0);
      // On a reload the engine keeps what the file does not name, so that must be named once.
      Path file = options.hostRoot().of(found.file().toString());
      DaemonJson.write(file, without.naming(change.get().runtimeBefore()).text());
      found.process().reload();
      boolean gone = becomes(engine, GateFiles.RUNTIME, false);
      write(file, without, change.get());
      if (!gone) {
        throw Problems.exception("gate-not-removed", found.file().toString());
      }
      if (users > 0) {
        // Their engine calls the gate until they end, and knows its name when they start again.
        files.becomeLink();
        out.println(
            messages.text("log.gate-link", Long.toString(users), files.program().toString()));
        return false;
      }
      files.delete();
      journal.takenBack(change.get());
      out.println(messages.text("log.gate-removed"));
      return true;
    }
  }

  /** The engine is not running: it will read the file when it starts. */
  private boolean removeUnheard(HostChange.GateInstalled change) throws IOException {
    Path file = options.hostRoot().of(change.file());
    if (Files.exists(file)) {
      write(file, without(DaemonJson.parse(Files.readString(file)), change, true), change);
    }
    files.becomeLink();
    out.println(messages.text("log.gate-unheard", files.program().toString()));
    return false;
  }

  private DaemonJson without(DaemonJson json, HostChange.GateInstalled change, boolean used)
      throws IOException {
    return json.withoutGate(
        change.defaultBefore(), used ? Optional.of(files.runtime()) : Optional.empty());
  }

  private static void write(Path file, DaemonJson json, HostChange.GateInstalled change)
      throws IOException {
    if (change.fileMade() && json.tree().isEmpty()) Files.deleteIfExists(file);
    else DaemonJson.write(file, json.text());
  }

  private EngineInfo asked(DockerEngine engine) {
    try {
      return engine.info();
    } catch (EngineException e) {
      throw new ProblemException(e.failure().problem(), e);
    }
  }

  private Found found() throws IOException {
    Optional<EngineProcess> process = EngineProcess.of(options.engineSocket());
    if (process.isEmpty()) {
      throw Problems.exception("engine-process-not-found", options.engineSocket().toString());
    }
    Path configured = process.get().configuration();
    Path file = options.hostRoot().of(configured.toString());
    String text = Files.exists(file) ? Files.readString(file) : "";
    try {
      return new Found(process.get(), configured, text, DaemonJson.parse(text));
    } catch (IOException e) {
      throw Problems.exception(
          "daemon-json-unreadable", configured.toString(), String.valueOf(e.getMessage()));
    }
  }

  /** The absolute path of a runtime that the engine knows by name. */
  private String realRuntime(DaemonJson json, String name) {
    Optional<JsonNode> configured = json.runtime(name);
    if (configured.filter(of -> of.has("runtimeType")).isPresent()) {
      throw Problems.exception("gate-runtime-without-program", name);
    }
    String program = configured.map(of -> of.path("path").asText("")).orElse(name);
    Stream<String> candidates =
        program.startsWith("/")
            ? Stream.of(program)
            : Stream.concat(
                    Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1)),
                    PLACES.stream())
                .filter(place -> place.startsWith("/"))
                .map(place -> place + "/" + program);
    return candidates
        .filter(path -> Files.isExecutable(options.hostRoot().of(path)))
        .findFirst()
        .orElseThrow(() -> Problems.exception("gate-runtime-without-program", name));
  }

  /** Waits until the engine has read its configuration. */
  private boolean becomes(DockerEngine engine, String runtime, boolean wanted) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < end) {
        if (engine.info().defaultRuntime().equals(runtime) == wanted) return true;
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static long containersOfTheGate(DockerEngine engine) throws IOException {
    EngineInfo info = engine.info();
    long count = 0;
    for (ContainerSummary summary : engine.containers(true)) {
      Optional<ContainerFacts> facts = engine.inspect(summary.id(), info);
      if (facts.filter(f -> f.container().runtime().equals(GateFiles.RUNTIME)).isPresent()) {
        count++;
      }
    }
    return count;
  }
}
