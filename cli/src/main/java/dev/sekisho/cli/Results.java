package dev.sekisho.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.wire.Json;
import java.util.Locale;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Option;

/** The option {@code -o} and what it does. */
final class Results {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      descriptionKey = "option.output",
      completionCandidates = Names.class)
  private Format format = Format.TABLE;

  /** The names in lower case, for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return java.util.Arrays.stream(Format.values())
          .map(format -> format.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }

  /**
   * Prints for programs as they asked, or for people.
   *
   * @param result asked for only where a program reads: JSON takes a while to load
   */
  void print(Terminal terminal, Supplier<JsonNode> result, Runnable forPeople) {
    switch (format) {
      case TABLE -> forPeople.run();
      case JSON -> terminal.out().println(json(result.get()));
      case YAML -> terminal.out().print(yaml(result.get()));
    }
  }

  static String json(JsonNode result) {
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree that cannot be written", e);
    }
  }

  static String yaml(JsonNode result) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setIndent(2).build();
    Object plain = Json.mapper().convertValue(result, Object.class);
    return new Dump(settings).dumpToString(plain);
  }
}
