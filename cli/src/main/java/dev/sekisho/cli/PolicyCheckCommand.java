package dev.sekisho.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.model.Problem;
import dev.sekisho.policy.Diagnostic;
import dev.sekisho.policy.Messages;
import dev.sekisho.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy check}: reads policies and says what is wrong; needs no manager. */
@Command(name = "check")
final class PolicyCheckCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Messages> messages;

  @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "files")
  private List<String> files = new ArrayList<>();

  @Option(names = "--strict")
  private boolean strict;

  @Mixin private final Results results = new Results();

  PolicyCheckCommand(Terminal terminal, Supplier<Messages> messages) {
    this.terminal = terminal;
    this.messages = messages;
  }

  @Override
  public Integer call() {
    List<PolicyFiles.PolicyFile> read = files.stream().map(PolicyFiles::read).toList();
    results.print(terminal, () -> document(read), () -> read.forEach(this::tell));
    List<Diagnostic> all = read.stream().flatMap(f -> f.parsed().diagnostics().stream()).toList();
    if (all.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR)) {
      return Exit.INPUT.code;
    }
    return strict && !all.isEmpty() ? Exit.FINDINGS.code : Exit.CLEAN.code;
  }

  private void tell(PolicyFiles.PolicyFile file) {
    PolicyFiles.explain(terminal, messages.get(), file.parsed());
    if (!file.parsed().hasErrors()) {
      terminal.print(
          "policy.check.good",
          file.name(),
          file.parsed().policies().size(),
          file.parsed().exceptions().size());
    }
  }

  private ArrayNode document(List<PolicyFiles.PolicyFile> read) {
    ArrayNode document = Json.mapper().createArrayNode();
    for (PolicyFiles.PolicyFile file : read) {
      for (Diagnostic diagnostic : file.parsed().diagnostics()) {
        Problem problem = diagnostic.problem(messages.get());
        ObjectNode entry = document.addObject();
        entry.put("file", diagnostic.file());
        entry.put("line", diagnostic.line());
        entry.put("column", diagnostic.column());
        entry.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
        entry.put("id", diagnostic.id());
        entry.put("what", problem.what());
        entry.put("fix", problem.fix());
      }
    }
    return document;
  }
}
