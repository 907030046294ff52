package dev.sekisho.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code sekisho policy diff}: compares two texts, each a file or a policy of the manager's ({@code
 * NAME} or {@code NAME@REVISION}). Two files need no manager.
 */
@Command(name = "diff")
final class PolicyDiffCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(index = "0", paramLabel = "OLD", descriptionKey = "old")
  private String before = "";

  @Parameters(index = "1", paramLabel = "NEW", descriptionKey = "new")
  private String after = "";

  @Mixin private final Results results = new Results();

  PolicyDiffCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    List<LineDiff.Line> lines = LineDiff.of(text(before), text(after));
    results.print(terminal, () -> document(lines), () -> lines.forEach(this::print));
    boolean same = lines.stream().allMatch(line -> line.side() == LineDiff.Side.BOTH);
    return same ? Exit.CLEAN.code : Exit.FINDINGS.code;
  }

  private String text(String name) {
    if (name.equals("-") || Files.exists(Path.of(name))) {
      return PolicyFiles.text(name);
    }
    ManagerClient manager = new ManagerClient(Context.load(environment));
    int at = name.lastIndexOf('@');
    if (at < 0) {
      return manager.fetchYaml("policies/" + ManagerClient.encode(name));
    }
    return manager
        .fetch(
            "policies/"
                + ManagerClient.encode(name.substring(0, at))
                + "/history/"
                + ManagerClient.encode(name.substring(at + 1)))
        .path("yaml")
        .asText();
  }

  private void print(LineDiff.Line line) {
    String text = Inert.line(line.text());
    terminal
        .out()
        .println(
            switch (line.side()) {
              case BOTH -> "  " + text;
              case OLD -> terminal.paint(Terminal.Ink.BAD, "- " + text);
              case NEW -> terminal.paint(Terminal.Ink.GOOD, "+ " + text);
            });
  }

  private static ObjectNode document(List<LineDiff.Line> lines) {
    ObjectNode document = Json.mapper().createObjectNode();
    var removed = document.putArray("removed");
    var added = document.putArray("added");
    for (LineDiff.Line line : lines) {
      switch (line.side()) {
        case BOTH -> {}
        case OLD -> removed.add(line.text());
        case NEW -> added.add(line.text());
      }
    }
    return document;
  }
}
