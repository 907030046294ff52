package dev.sekisho.cli;

import dev.sekisho.model.Workload;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code sekisho policy test}: what policies in files would say of a workload and of what it does;
 * needs no manager.
 */
@Command(name = "test")
final class PolicyTestCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Messages> messages;
  private final Clock clock;

  @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "files")
  private List<String> files = new ArrayList<>();

  @Option(names = "--workload", required = true, paramLabel = "KEY=VALUE,…|FILE")
  private List<String> workload = new ArrayList<>();

  @Mixin private final Question question = new Question();
  @Mixin private final Results results = new Results();

  PolicyTestCommand(Terminal terminal, Supplier<Messages> messages, Clock clock) {
    this.terminal = terminal;
    this.messages = messages;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Instant now = clock.instant();
    List<PolicyDocument> documents =
        files.stream()
            .map(name -> PolicyFiles.readValid(terminal, messages.get(), name))
            .map(file -> new PolicyDocument(file.name(), 0, file.text(), now))
            .toList();
    Workload described = WorkloadText.read(workload);
    Answer answer =
        Answer.of(
            PolicySet.of(0, documents).effective(described, now), question, question.event(now));
    results.print(terminal, () -> answer.document(), () -> answer.print(terminal, messages.get()));
    return answer.exit().code;
  }
}
