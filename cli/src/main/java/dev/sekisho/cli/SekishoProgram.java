package dev.sekisho.cli;

import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code sekisho}. */
public final class SekishoProgram {
  private SekishoProgram() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // UTF-8 whatever the locale: the JVM would turn Japanese into question marks where the locale
    // is C, as it is in most containers.
    PrintStream out = stream(FileDescriptor.out);
    PrintStream error = stream(FileDescriptor.err);
    Locale.setDefault(Texts.localeOf(System.getenv())); // picocli's own texts follow it
    Terminal terminal =
        Terminal.of(System.getenv(), System.getProperty("sekisho.terminals", ""), out, error);
    int code = run(terminal, System.getenv(), arguments);
    out.flush();
    error.flush();
    System.exit(code);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs one command.
   *
   * @return its exit code
   */
  static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    try {
      return Commands.tree(terminal, environment, List.of(arguments)).execute(arguments);
    } catch (Exit.Failure e) {
      // Something that all commands are made with, such as a file of defaults, cannot be used.
      return explain(terminal, e);
    }
  }

  /** Prints what went wrong and says with which code to end. */
  static int explain(Terminal terminal, Exception thrown) {
    return switch (thrown) {
      case Exit.Failure failure -> {
        print(terminal, failure.problem(terminal.texts()));
        yield failure.exit().code;
      }
      case ProblemException problems -> {
        problems.problems().forEach(problem -> print(terminal, problem));
        yield Exit.ENVIRONMENT.code;
      }
      default -> {
        terminal.tell("error.defect");
        thrown.printStackTrace(terminal.error());
        yield Exit.DEFECT.code;
      }
    };
  }

  static void print(Terminal terminal, Problem problem) {
    terminal.error().println(terminal.paint(Terminal.Ink.BAD, Inert.block(problem.what())));
    if (!problem.fix().isEmpty()) {
      terminal.tell("error.fix", problem.fix());
    }
    terminal.tell("error.see", problem.see());
  }

  /** A wrong option or argument: says so, and where help is. */
  static int explain(Terminal terminal, ParameterException wrong) {
    switch (wrong) {
      case UnmatchedArgumentException unmatched -> {
        terminal.tell("error.unknown-word", String.join(" ", unmatched.getUnmatched()));
        if (!unmatched.getSuggestions().isEmpty()) {
          terminal.tell("error.did-you-mean", String.join(", ", unmatched.getSuggestions()));
        }
      }
      case MissingParameterException missing ->
          terminal.tell(
              "error.missing",
              missing.getMissing().stream()
                  .map(ArgSpec::paramLabel)
                  .collect(Collectors.joining(", ")));
      default -> tellValue(terminal, wrong);
    }
    terminal.tell("error.help", wrong.getCommandLine().getCommandSpec().qualifiedName());
    return Exit.INPUT.code;
  }

  private static void tellValue(Terminal terminal, ParameterException wrong) {
    ArgSpec argument = wrong.getArgSpec();
    if (argument instanceof OptionSpec option && wrong.getValue() != null) {
      terminal.tell("error.wrong-value", option.longestName(), wrong.getValue());
    } else {
      terminal.tell("error.wrong-usage", String.valueOf(wrong.getMessage()));
    }
  }
}
