package dev.sekisho.cli;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.policy.Messages;
import java.nio.file.Files;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sekisho demo}: a container in which something is blocked before your eyes. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Supplier<Messages> messages;

  @Option(names = "--keep")
  private boolean keep;

  @Mixin private final UpOptions options = new UpOptions();

  DemoCommand(Terminal terminal, Map<String, String> environment, Supplier<Messages> messages) {
    this.terminal = terminal;
    this.environment = environment;
    this.messages = messages;
  }

  @Override
  public Integer call() {
    try (DockerEngine engine = DockerEngine.at(DockerEngine.socketOf(options.enforcer.engine))) {
      engine.info(); // before anything is started
      Context context = runningManager();
      EventText words = new EventText(terminal, messages, ZoneId.systemDefault());
      return new Demo(terminal, new ManagerClient(context), engine, words)
          .show(keep, context.address())
          .code;
    } catch (EngineException e) {
      throw Exit.ENVIRONMENT.because("demo-no-engine", e.failure().problem().what());
    }
  }

  /** The manager that runs here; where none answers, everything is started until we end. */
  private Context runningManager() {
    if (Files.exists(Context.file(environment)) || environment.containsKey("SEKISHO_ADDRESS")) {
      Context context = Context.load(environment);
      if (Files.isReadable(java.nio.file.Path.of(context.caFile()))
          && new ManagerClient(context).isReady()) {
        return context;
      }
    }
    terminal.tell("demo.starting");
    return new Up(terminal, environment, Home.ofThisProcess(), options).start().context();
  }
}
