package dev.sekisho.cli;

import dev.sekisho.scan.advisory.DatabaseBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sekisho db build}: makes the database from files, for machines without a network. */
@Command(name = "build")
final class DbBuildCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Option(names = "--from", required = true, paramLabel = "DIR")
  private String from = "";

  @Option(names = "--db", paramLabel = "FILE", descriptionKey = "scan.db")
  private String file = "";

  DbBuildCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Path source = Path.of(from);
    if (!Files.isDirectory(source)) {
      throw Exit.INPUT.because("scan-target", source, "not a directory");
    }
    Path target = ScanRun.database(file, environment);
    terminal.tell("db.building", target);
    DatabaseBuilder.Summary summary;
    try (DatabaseBuilder builder = new DatabaseBuilder(target)) {
      builder.addDirectory(source);
      summary = builder.finish(Instant.now());
    }
    summary.problems().forEach(problem -> terminal.tell("db.broken", problem));
    terminal.print("db.built", summary.advisories(), summary.ecosystems().size(), target);
    if (summary.advisories() == 0) {
      throw Exit.INPUT.because("db-nothing", source);
    }
    return summary.broken() == 0 ? Exit.CLEAN.code : Exit.INCOMPLETE.code;
  }
}
