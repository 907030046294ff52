package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.model.ScanReport;
import dev.sekisho.scan.advisory.Advisory;
import dev.sekisho.scan.advisory.AdvisoryDatabase;
import dev.sekisho.scan.advisory.Matcher;
import dev.sekisho.scan.advisory.Matcher.Comparison;
import dev.sekisho.scan.inventory.ImageInventory;
import dev.sekisho.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code sekisho scan explain}: why a vulnerability was found in an image, or why it was not; each
 * comparison with its record, versions and ordering.
 */
@Command(name = "explain")
final class ScanExplainCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(index = "0", paramLabel = "ID", descriptionKey = "scan.explain-id")
  private String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "IMAGE",
      descriptionKey = "scan.explain-target")
  private String name = "";

  @Option(names = "--db", paramLabel = "FILE", descriptionKey = "scan.db")
  private String database = "";

  @Mixin private final ImageFlags source = new ImageFlags();
  @Mixin private final Results results = new Results();

  ScanExplainCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Path file = ScanRun.database(database, environment);
    try (AdvisoryDatabase advisories = ScanRun.open(file)) {
      ImageInventory inventory = inventory();
      List<Comparison> all =
          new Matcher(advisories).explain(id, inventory.operatingSystem(), inventory.components());
      List<Advisory> records = advisories.advisories(id);
      results.print(terminal, () -> document(records, all), () -> tell(records, all, inventory));
    }
    return Exit.CLEAN.code;
  }

  private ImageInventory inventory() throws IOException {
    ScanFlags flags = new ScanFlags();
    flags.standard = EnumSet.of(ScanReport.Scanner.VULN);
    ScanRun run = new ScanRun(terminal, environment, flags, Clock.systemUTC());
    if (!name.isEmpty() && source.input.isEmpty() && Files.isDirectory(Path.of(name))) {
      return run.components(Path.of(name));
    }
    try (OpenImage image = source.open(name, flags, terminal, environment)) {
      return run.components(image);
    }
  }

  private void tell(List<Advisory> records, List<Comparison> all, ImageInventory inventory) {
    if (records.isEmpty()) {
      terminal.print("explain.unknown", id);
    }
    for (Advisory record : records) {
      terminal.print("explain.record", record.id(), record.summary());
    }
    for (Comparison each : all) {
      terminal.print("explain.component", each.component().purl());
      each.component()
          .locations()
          .forEach(
              place ->
                  terminal.print(
                      "explain.place",
                      place.path(),
                      place.layer().isPresent() ? place.layer().getAsInt() : "–"));
      terminal.print(
          "explain.stated", each.record(), each.packageName(), each.ecosystem(), each.stated());
      if (each.problem().isPresent()) {
        terminal.print("explain.problem", each.problem().get());
      } else if (each.range().isPresent()) {
        terminal.print(
            "explain.affected",
            each.version(),
            each.range().get(),
            each.order(),
            each.fixedVersion().orElse("–"));
      } else {
        terminal.print("explain.not-affected", each.version(), each.order());
      }
    }
    if (all.isEmpty() && !records.isEmpty()) {
      terminal.print("explain.none", inventory.components().size());
    }
    if (!inventory.gaps().isEmpty()) {
      terminal.print("scan.incomplete", inventory.gaps().size());
    }
  }

  private JsonNode document(List<Advisory> records, List<Comparison> all) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("id", id);
    ArrayNode known = document.putArray("records");
    records.forEach(
        record -> known.addObject().put("id", record.id()).put("summary", record.summary()));
    ArrayNode comparisons = document.putArray("comparisons");
    for (Comparison each : all) {
      ObjectNode node = comparisons.addObject();
      node.put("component", each.component().purl().toString());
      node.put("record", each.record());
      node.put("ecosystem", each.ecosystem());
      node.put("package", each.packageName());
      node.put("version", each.version());
      node.put("comparator", each.order());
      node.put("stated", each.stated());
      node.put("affected", each.range().isPresent());
      each.range().ifPresent(range -> node.put("range", range));
      each.fixedVersion().ifPresent(fixed -> node.put("fixedVersion", fixed));
      each.problem().ifPresent(problem -> node.put("problem", problem));
    }
    return document;
  }
}
