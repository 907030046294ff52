package dev.sekisho.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** The tree of commands, each made with what it needs. */
final class Commands {
  private Commands() {}

  static CommandLine tree(Terminal terminal, Map<String, String> environment) {
    CommandLine sekisho = new CommandLine(new Sekisho());
    sekisho.addSubcommand(new VersionCommand(terminal));
    sekisho.addSubcommand(new CompletionCommand(terminal));
    dress(sekisho, terminal);
    return sekisho;
  }

  /** What all commands share: language, streams, help options, how they fail. */
  private static void dress(CommandLine sekisho, Terminal terminal) {
    sekisho.setResourceBundle(terminal.texts().bundle());
    sekisho.setOut(writer(terminal.out()));
    sekisho.setErr(writer(terminal.error()));
    sekisho.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    sekisho.setUsageHelpWidth(Math.max(60, Math.min(terminal.width(), 110)));
    sekisho.setUsageHelpLongOptionsMaxWidth(40);
    sekisho.setParameterExceptionHandler(
        (wrong, arguments) -> SekishoProgram.explain(terminal, wrong));
    sekisho.setExecutionExceptionHandler(
        (thrown, command, parsed) -> SekishoProgram.explain(terminal, thrown));
    addHelp(sekisho);
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .descriptionKey("option.help")
                .build());
    command.getSubcommands().values().forEach(Commands::addHelp);
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
