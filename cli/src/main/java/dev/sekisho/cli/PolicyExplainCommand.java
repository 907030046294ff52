package dev.sekisho.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import dev.sekisho.wire.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy explain}: what holds for a workload that runs, and why. */
@Command(name = "explain")
final class PolicyExplainCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Messages> messages;
  private final Clock clock;
  private final Map<String, String> environment;

  @Parameters(index = "0", paramLabel = "WORKLOAD", descriptionKey = "workload-name")
  private String name = "";

  @Mixin private final Question question = new Question();
  @Mixin private final Results results = new Results();

  PolicyExplainCommand(
      Terminal terminal,
      Supplier<Messages> messages,
      Clock clock,
      Map<String, String> environment) {
    this.terminal = terminal;
    this.messages = messages;
    this.clock = clock;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ManagerClient manager = new ManagerClient(Context.load(environment));
    Instant now = clock.instant();
    Workload workload = workload(manager);
    PolicySet policies = PolicySet.of(0, documents(manager));
    Answer answer = Answer.of(policies.effective(workload, now), question, question.event(now));
    results.print(terminal, () -> answer.document(), () -> answer.print(terminal, messages.get()));
    return answer.exit().code;
  }

  private Workload workload(ManagerClient manager) {
    for (JsonNode entry : Pages.items(manager.fetch("workloads"))) {
      try {
        JsonNode node = entry.findValue("workload");
        Workload workload = Json.mapper().treeToValue(node, Workload.class);
        if (workload.name().equals(name) || workload.id().startsWith(name)) {
          return workload;
        }
      } catch (JsonProcessingException e) {
        throw Exit.ENVIRONMENT.because("manager-newer", e.getOriginalMessage());
      }
    }
    throw Exit.INPUT.because("no-such-workload", name);
  }

  private static List<PolicyDocument> documents(ManagerClient manager) {
    List<PolicyDocument> documents = new ArrayList<>();
    for (JsonNode entry : Pages.items(manager.fetch("policies"))) {
      if (entry.path("enabled").asBoolean(true)) {
        String each = entry.path("name").asText();
        JsonNode whole = manager.fetch("policies/" + ManagerClient.encode(each));
        documents.add(
            new PolicyDocument(
                each,
                whole.path("revision").asLong(),
                whole.path("yaml").asText(),
                Instant.parse(whole.path("activatedAt").asText())));
      }
    }
    return documents;
  }
}
