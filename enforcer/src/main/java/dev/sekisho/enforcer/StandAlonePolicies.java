package dev.sekisho.enforcer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Diagnostic;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import dev.sekisho.policy.PolicyText;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Policies from files, for an enforcer without a manager. Nobody signs them: root wrote them. */
final class StandAlonePolicies {
  private final Path activations;
  private final Messages messages;
  private final Locale locale;

  /**
   * @param directory remembers when each policy was first seen, from which {@code enforceAfter}
   *     counts
   */
  StandAlonePolicies(Path directory, Messages messages, Locale locale) throws IOException {
    OwnerOnly.createDirectories(directory);
    this.activations = directory.resolve("activations.json");
    this.messages = messages;
    this.locale = locale;
  }

  /**
   * Reads all files.
   *
   * @throws ProblemException a file cannot be read or holds an error: all errors of all files
   */
  PolicySet load(List<Path> files, Instant now) throws IOException {
    List<Problem> problems = new ArrayList<>();
    Map<String, Instant> activated = new TreeMap<>(activated());
    List<PolicyDocument> documents = new ArrayList<>();
    for (Path file : files) {
      String yaml = read(file, problems);
      Parsed parsed = PolicyText.parse(file.toString(), yaml);
      parsed.diagnostics().stream()
          .filter(d -> d.severity() == Diagnostic.Severity.ERROR)
          .forEach(d -> problems.add(d.problem(Messages.of(PolicyText.class, locale))));
      String name = file.getFileName().toString();
      documents.add(new PolicyDocument(name, 1, yaml, activated.computeIfAbsent(name, n -> now)));
    }
    if (!problems.isEmpty()) throw new ProblemException(problems);
    OwnerOnly.replace(activations, Json.bytes(activated));
    return PolicySet.of(1, documents);
  }

  private String read(Path file, List<Problem> problems) {
    try {
      if (Files.size(file) > PolicyText.MAXIMUM_BYTES) {
        problems.add(problem("policy-too-long", file.toString()));
        return "";
      }
      return Files.readString(file);
    } catch (IOException e) {
      problems.add(problem("policy-unreadable", file.toString(), String.valueOf(e.getMessage())));
      return "";
    }
  }

  private Map<String, Instant> activated() throws IOException {
    if (!Files.exists(activations)) return Map.of();
    return Json.mapper()
        .readValue(activations.toFile(), new TypeReference<TreeMap<String, Instant>>() {});
  }

  private Problem problem(String id, String... values) {
    return new Problem(
        id,
        messages.text("problem." + id + ".what", values),
        messages.text("problem." + id + ".fix", values));
  }
}
