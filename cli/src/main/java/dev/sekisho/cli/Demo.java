package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.container.CommandOutput;
import dev.sekisho.container.ContainerRequest;
import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One container, one policy, the same commands in Audit and in Enforce. What was expected and what
 * was seen are compared: a demo that shows something else says so and fails.
 */
final class Demo {
  static final String NAME = "sekisho-demo";
  private static final String IMAGE = NAME + ":latest";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration COMMAND_TIME = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final ManagerClient manager;
  private final DockerEngine engine;
  private final EventText words;
  private int asExpected;
  private int tried;

  Demo(Terminal terminal, ManagerClient manager, DockerEngine engine, EventText words) {
    this.terminal = terminal;
    this.manager = manager;
    this.engine = engine;
    this.words = words;
  }

  /** Something to run in the container and whether enforcement stops it. */
  private record Try(List<String> command, boolean forbidden) {}

  private static final List<Try> TRIES =
      List.of(
          new Try(List.of("/bin/run", "/bin/hello"), false),
          new Try(List.of("/bin/run", "/bin/wget", "http://example.org/tool"), true),
          new Try(List.of("/bin/run", "/tmp/dropped", "hello"), true));

  /**
   * Shows it all.
   *
   * @param keep whether container, image and policy stay
   * @param console address of the console, to name it
   */
  Exit show(boolean keep, String console) throws EngineException {
    requireEnforcer();
    engine.remove(NAME); // of a demo that was interrupted
    byte[] tar = DemoImage.tar();
    engine.importImage(new ByteArrayInputStream(tar), IMAGE, List.of("CMD [\"/bin/rest\"]"));
    try {
      String id = engine.create(ContainerRequest.of(NAME, IMAGE, List.of("/bin/rest")));
      engine.start(id);
      terminal.print("demo.image", IMAGE, tar.length, NAME);
      new Progress(terminal, "demo.waiting-workload").await(() -> isKnown(id), PATIENCE);
      run(id, List.of("/bin/copy", "/bin/hello", "/tmp/dropped"));
      apply("audit");
      terminal.print("demo.audit");
      TRIES.forEach(each -> attempt(id, each, false));
      apply("enforce");
      terminal.print("demo.enforce");
      TRIES.forEach(each -> attempt(id, each, true));
      printEvents(console);
    } finally {
      cleanUp(keep);
    }
    boolean good = asExpected == tried;
    terminal.print(good ? "demo.good" : "demo.bad", asExpected, tried);
    return good ? Exit.CLEAN : Exit.FINDINGS;
  }

  private void requireEnforcer() {
    for (JsonNode host : Pages.items(manager.fetch("hosts"))) {
      if (host.path("status").asText().equals("CONNECTED")) {
        return;
      }
    }
    throw Exit.ENVIRONMENT.because("demo-no-enforcer");
  }

  private boolean isKnown(String id) {
    for (JsonNode entry : Pages.items(manager.fetch("workloads"))) {
      JsonNode workload = entry.findValue("workload");
      if (workload != null && workload.path("id").asText().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private static String policy(String mode) {
    return """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: %s, description: "Made by sekisho demo"}
        scope: container.name == "%s"
        mode: %s
        controls:
          executableBlocklist: {names: [wget]}
          driftPrevention: {executables: true}
        """
        .formatted(NAME, NAME, mode);
  }

  private void apply(String mode) {
    long before = revisionInForce();
    manager.sendYaml("POST", "policies", Map.of(), policy(mode));
    new Progress(terminal, "demo.waiting-policy").await(() -> revisionInForce() > before, PATIENCE);
  }

  /** The newest revision that an enforcer has reported as in force. */
  private long revisionInForce() {
    long newest = 0;
    for (JsonNode host : Pages.items(manager.fetch("hosts"))) {
      newest = Math.max(newest, host.path("report").path("revision").asLong());
    }
    return newest;
  }

  private void attempt(String id, Try attempt, boolean enforced) {
    boolean expectedToRun = !(enforced && attempt.forbidden);
    terminal.print("demo.command", String.join(" ", attempt.command));
    CommandOutput output = run(id, attempt.command);
    (output.output() + output.errors()).lines().forEach(line -> terminal.print("demo.line", line));
    tried++;
    boolean ran = output.exitCode() == 0;
    if (ran == expectedToRun) {
      asExpected++;
      terminal
          .out()
          .println(
              terminal.paint(
                  Terminal.Ink.GOOD, terminal.texts().of(ran ? "demo.ran" : "demo.blocked")));
    } else {
      terminal.print("demo.wrong", output.exitCode());
    }
  }

  private CommandOutput run(String id, List<String> command) {
    try {
      return engine.run(id, "0", command, COMMAND_TIME);
    } catch (EngineException e) {
      return new CommandOutput(-1, "", Cause.of(e), false);
    }
  }

  private void printEvents(String console) {
    List<JsonNode> events = new ArrayList<>();
    new Progress(terminal, "demo.waiting-events")
        .await(
            () -> {
              events.clear();
              Map<String, String> filter = Map.of("workload", NAME, "policy", NAME, "limit", "20");
              manager.fetch("events", filter).path("items").forEach(events::add);
              return events.size() >= 4; // two forbidden commands, in both modes
            },
            Duration.ofSeconds(10));
    terminal.print("demo.console-shows", console + "/events?workload=" + NAME);
    events.reversed().forEach(event -> terminal.out().println("  " + words.line(event)));
  }

  private void cleanUp(boolean keep) throws EngineException {
    if (keep) {
      terminal.print("demo.kept", NAME, NAME);
      return;
    }
    engine.remove(NAME);
    engine.removeImage(IMAGE);
    try {
      manager.delete("policies/" + NAME);
    } catch (Exit.Failure failure) {
      // It was not made, or somebody has deleted it meanwhile: say so, and do not hide what the
      // demo itself has found.
      SekishoProgram.print(terminal, failure.problem(terminal.texts()));
    }
    terminal.print("demo.cleaned");
  }
}
