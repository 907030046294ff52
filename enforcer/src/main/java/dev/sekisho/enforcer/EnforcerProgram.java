package dev.sekisho.enforcer;

import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The enforcer's process.
 *
 * <p>Ends with 0 after a stop, 2 for wrong input (options, token, identity), 3 where the
 * environment does not allow it, 70 for a defect of ours.
 */
public final class EnforcerProgram {
  /** Problems of the environment; all others are wrong input. */
  private static final Set<String> ENVIRONMENT =
      Set.of(
          "data-in-use",
          "disk",
          "uninstall-incomplete",
          "enforcer-does-not-end",
          "engine-process-not-found",
          "gate-not-taken",
          "gate-not-removed",
          "gate-runtime-by-option",
          "gate-runtime-without-program",
          "no-gate",
          "docker-absent",
          "docker-socket-denied");

  private EnforcerProgram() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(List.of(arguments), out);
    // A stop has its shutdown hook running already; exit would wait for it for ever.
    if (code != 0) Runtime.getRuntime().halt(code);
  }

  static int run(List<String> arguments, PrintStream out) {
    try {
      EnforcerOptions options = EnforcerOptions.parse(arguments, Problems.messages());
      if (options.uninstall()) {
        new Uninstall(options, out).run();
        return 0;
      }
      switch (options.gateChange()) {
        case INSTALL -> new GateInstallation(options, out).install();
        case REMOVE -> new GateInstallation(options, out).remove();
        case NONE -> enforce(options, out);
      }
      return 0;
    } catch (ProblemException e) {
      for (Problem problem : e.problems()) out.println(problem.text());
      return e.problems().stream().allMatch(p -> ENVIRONMENT.contains(p.id())) ? 3 : 2;
    } catch (IOException e) {
      out.println(Problems.disk(e).text());
      return 3;
    } catch (InterruptedException e) {
      return 0;
    } catch (RuntimeException | Error e) {
      out.println(Problems.of("defect", String.valueOf(e)).text());
      e.printStackTrace(out);
      return 70;
    }
  }

  private static void enforce(EnforcerOptions options, PrintStream out)
      throws IOException, InterruptedException {
    Enforcer enforcer = Enforcer.start(options, out);
    Thread hook = new Thread(enforcer::stop, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      enforcer.await();
    } catch (ProblemException | IllegalStateException e) {
      Runtime.getRuntime().removeShutdownHook(hook);
      enforcer.stop();
      throw e;
    }
  }
}
