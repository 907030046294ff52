package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sekisho enforcer}: runs the enforcer in the foreground, or takes it away. */
@Command(name = "enforcer")
final class EnforcerCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Handover handover;

  @Option(names = "--data", paramLabel = "DIR", descriptionKey = "option.data")
  private String data = "";

  @Option(names = "--manager", paramLabel = "URL", defaultValue = "${env:SEKISHO_MANAGER:-}")
  private String manager = "";

  @Option(names = "--token-file", paramLabel = "FILE", defaultValue = "${env:SEKISHO_TOKEN_FILE:-}")
  private String tokenFile = "";

  @Option(names = "--policy", paramLabel = "FILE")
  private List<String> policies = new ArrayList<>();

  @Option(names = "--spool-megabytes", paramLabel = "NUMBER")
  private String spoolMegabytes = "";

  @Option(names = "--prove-every", paramLabel = "DURATION")
  private String proveEvery = "";

  @Option(names = "--host-root", paramLabel = "DIR")
  private String hostRoot = "";

  @Option(names = "--keep-guards")
  private boolean keepGuards;

  @Option(names = "--uninstall")
  private boolean uninstall;

  @Option(names = "--install-gate")
  private boolean installGate;

  @Option(names = "--remove-gate")
  private boolean removeGate;

  @Mixin private final EnforcerOptions options = new EnforcerOptions();

  EnforcerCommand(Map<String, String> environment, Handover handover) {
    this.environment = environment;
    this.handover = handover;
  }

  @Override
  public Integer call() {
    if (!SystemUser.isRoot()) {
      throw Exit.ENVIRONMENT.because("enforcer-not-root");
    }
    DataDirectory directory = DataDirectory.of(data, true, environment);
    List<String> arguments = new ArrayList<>(List.of("--data", directory.enforcer().toString()));
    add(arguments, "--manager", manager);
    add(arguments, "--token-file", tokenFile);
    add(arguments, "--spool-megabytes", spoolMegabytes);
    add(arguments, "--prove-every", proveEvery);
    add(arguments, "--host-root", hostRoot);
    policies.forEach(file -> add(arguments, "--policy", file));
    arguments.addAll(options.arguments());
    if (keepGuards) {
      arguments.add("--keep-guards");
    }
    if (uninstall) {
      arguments.add("--uninstall");
    }
    if (installGate) {
      arguments.add("--install-gate");
    }
    if (removeGate) {
      arguments.add("--remove-gate");
    }
    return handover.to(new ProgramLines(Home.ofThisProcess()).enforcer(arguments));
  }

  private static void add(List<String> arguments, String name, String value) {
    if (!value.isEmpty()) {
      arguments.addAll(List.of(name, value));
    }
  }
}
