package dev.sekisho.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.kernel.probe.KernelProbe;
import dev.sekisho.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sekisho doctor}: what this host offers, and what that means for each control. */
@Command(name = "doctor")
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final EnforcerOptions options = new EnforcerOptions();
  @Mixin private final Results results = new Results();

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whether the container engine answers, and what it says. */
  private record Engine(boolean answers, String words) {}

  @Override
  public Integer call() {
    KernelProbe probe = probe();
    Engine engine = engine();
    List<Holding> holdings = Holding.all(probe);
    results.print(
        terminal,
        () -> document(probe, engine, holdings),
        () -> {
          printMechanisms(probe, engine);
          printControls(holdings);
        });
    boolean complete =
        engine.answers && holdings.stream().allMatch(each -> each.missing().isEmpty());
    return complete ? Exit.CLEAN.code : Exit.FINDINGS.code;
  }

  private static KernelProbe probe() {
    try {
      return KernelProbe.run();
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("doctor-no-proc", Cause.of(e));
    }
  }

  private Engine engine() {
    try (DockerEngine engine = DockerEngine.at(DockerEngine.socketOf(options.engine))) {
      return new Engine(true, words(engine.info()));
    } catch (EngineException e) {
      return new Engine(false, e.failure().problem().what());
    }
  }

  private static String words(EngineInfo info) {
    return "Docker %s, %s, cgroup %s (%s)"
        .formatted(info.version(), info.storageDriver(), info.cgroupVersion(), info.cgroupDriver());
  }

  private void printMechanisms(KernelProbe probe, Engine engine) {
    Texts texts = terminal.texts();
    terminal.print("doctor.host", probe.release(), probe.cgroupMode());
    if (!SystemUser.isRoot()) {
      terminal.print("doctor.not-root");
    }
    Table table =
        new Table(texts.of("column.mechanism"), texts.of("column.offered"), texts.of("column.why"));
    for (KernelProbe.Answer answer : probe.answers()) {
      table.row(
          answer.mechanism().label(),
          texts.of(answer.available() ? "doctor.offered" : "doctor.not-offered"),
          answer.why());
    }
    table.row(
        texts.of("doctor.engine"),
        texts.of(engine.answers ? "doctor.offered" : "doctor.not-offered"),
        engine.words);
    table.print(terminal);
  }

  private void printControls(List<Holding> holdings) {
    Texts texts = terminal.texts();
    terminal.out().println();
    Table table =
        new Table(
            texts.of("column.control"),
            texts.of("column.ability"),
            texts.of("column.offered"),
            texts.of("column.why"));
    for (Holding holding : holdings) {
      boolean held = holding.missing().isEmpty();
      table.row(
          holding.control(),
          texts.of("doctor.ability." + holding.ability()),
          texts.of(held ? "doctor.offered" : "doctor.not-offered"),
          held ? "" : texts.of("doctor.missing", holding.missingText()));
    }
    table.print(terminal);
  }

  private static ObjectNode document(KernelProbe probe, Engine engine, List<Holding> holdings) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("kernel", probe.release());
    document.put("cgroups", probe.cgroupMode().toString());
    var mechanisms = document.putArray("mechanisms");
    for (KernelProbe.Answer answer : probe.answers()) {
      mechanisms
          .addObject()
          .put("name", answer.mechanism().label())
          .put("available", answer.available())
          .put("why", answer.why());
    }
    document.putObject("engine").put("available", engine.answers).put("why", engine.words);
    var controls = document.putArray("controls");
    for (Holding holding : holdings) {
      ObjectNode entry =
          controls
              .addObject()
              .put("control", holding.control())
              .put("ability", holding.ability())
              .put("possible", holding.missing().isEmpty());
      holding.missing().forEach(each -> entry.withArray("missing").add(each.label()));
    }
    return document;
  }
}
