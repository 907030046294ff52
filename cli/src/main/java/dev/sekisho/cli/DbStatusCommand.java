package dev.sekisho.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.model.ScanReport;
import dev.sekisho.scan.advisory.AdvisoryDatabase;
import dev.sekisho.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sekisho db status}: how old the advisories are, and of what there are any. */
@Command(name = "status")
final class DbStatusCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Option(names = "--db", paramLabel = "FILE", descriptionKey = "scan.db")
  private String file = "";

  @Option(names = "--verify")
  private boolean verify;

  @Mixin private final Results results = new Results();

  DbStatusCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Path path = ScanRun.database(file, environment);
    try (AdvisoryDatabase database = ScanRun.open(path)) {
      if (verify && !database.verify()) {
        throw Exit.ENVIRONMENT.because("scan-damaged-database", path);
      }
      ScanReport.AdvisoryState state = database.state();
      Map<String, Integer> ecosystems = database.ecosystems();
      results.print(
          terminal, () -> document(path, state, ecosystems), () -> tell(path, state, ecosystems));
    }
    return Exit.CLEAN.code;
  }

  private void tell(Path path, ScanReport.AdvisoryState state, Map<String, Integer> ecosystems) {
    terminal.print("db.file", path);
    terminal.print(
        "db.age",
        state.advisories(),
        state.newestAdvisory().toString().substring(0, 10),
        Duration.between(state.builtAt(), Instant.now()).toDays());
    Table table =
        new Table(terminal.texts().of("db.ecosystem"), terminal.texts().of("db.packages"));
    ecosystems.forEach((name, count) -> table.row(name, String.valueOf(count)));
    table.print(terminal);
  }

  private static ObjectNode document(
      Path path, ScanReport.AdvisoryState state, Map<String, Integer> ecosystems) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("file", path.toString());
    document.put("builtAt", state.builtAt().toString());
    document.put("newestAdvisory", state.newestAdvisory().toString());
    document.put("advisories", state.advisories());
    ObjectNode counts = document.putObject("ecosystems");
    ecosystems.forEach(counts::put);
    return document;
  }
}
