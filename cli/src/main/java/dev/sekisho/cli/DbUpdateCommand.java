package dev.sekisho.cli;

import dev.sekisho.scan.update.Sources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sekisho db update}: fetches what changed at the sources. */
@Command(name = "update")
final class DbUpdateCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Option(names = "--ecosystems", paramLabel = "LIST", split = ",")
  private List<String> ecosystems = new ArrayList<>();

  @Option(names = "--all")
  private boolean all;

  @Option(names = "--mirror", paramLabel = "URL", split = ",")
  private List<String> mirrors = new ArrayList<>();

  @Option(names = "--db", paramLabel = "FILE", descriptionKey = "scan.db")
  private String file = "";

  DbUpdateCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Path target = ScanRun.database(file, environment);
    Set<String> wanted =
        ecosystems.isEmpty() ? AdvisoryUpdate.standard(target) : new TreeSet<>(ecosystems);
    return new AdvisoryUpdate(terminal, target, sources()).run(all ? Set.of() : wanted);
  }

  private Sources sources() {
    Sources standard = sources(environment);
    if (mirrors.isEmpty()) {
      return standard;
    }
    List<URI> osv = new ArrayList<>();
    for (String mirror : mirrors) {
      try {
        osv.add(Sources.address("--mirror", mirror));
      } catch (IllegalArgumentException e) {
        throw Exit.INPUT.because("db-address", String.valueOf(e.getMessage()));
      }
    }
    return new Sources(osv, standard.kev(), standard.epss(), standard.debian());
  }

  /** Those of the environment. */
  static Sources sources(Map<String, String> environment) {
    try {
      return Sources.of(environment);
    } catch (IllegalArgumentException e) {
      throw Exit.INPUT.because("db-address", String.valueOf(e.getMessage()));
    }
  }

  /** Where nothing is there yet, what a scan needs; empty where nothing may be asked for. */
  static Optional<Sources> first(Map<String, String> environment, boolean offline) {
    boolean isOffline = offline || environment.containsKey("SEKISHO_OFFLINE");
    return isOffline ? Optional.empty() : Optional.of(sources(environment));
  }
}
