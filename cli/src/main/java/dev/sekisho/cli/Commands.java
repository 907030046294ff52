package dev.sekisho.cli;

import dev.sekisho.model.ScanReport;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.PolicyText;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The tree of commands, each made with what it needs. */
final class Commands {
  private Commands() {}

  static CommandLine tree(Terminal terminal, Map<String, String> environment) {
    CommandLine sekisho = new CommandLine(new Sekisho());
    Handover handover = new Handover(System.getProperty("sekisho.exec", ""));
    Supplier<Messages> messages = () -> Messages.of(PolicyText.class, terminal.texts().locale());
    sekisho.addSubcommand(new UpCommand(terminal, environment));
    sekisho.addSubcommand(new DemoCommand(terminal, environment, messages));
    sekisho.addSubcommand(policy(terminal, messages, environment));
    sekisho.addSubcommand(scan(terminal, environment));
    sekisho.addSubcommand(database(terminal, environment));
    sekisho.addSubcommand(
        new EventsCommand(
            terminal, environment, new EventText(terminal, messages, ZoneId.systemDefault())));
    sekisho.addSubcommand(new WorkloadsCommand(terminal, environment));
    sekisho.addSubcommand(new ManagerCommand(terminal, environment, handover));
    sekisho.addSubcommand(new EnforcerCommand(environment, handover));
    sekisho.addSubcommand(new DoctorCommand(terminal));
    sekisho.addSubcommand(new VersionCommand(terminal));
    sekisho.addSubcommand(new CompletionCommand(terminal));
    sekisho.setCaseInsensitiveEnumValuesAllowed(true);
    dress(sekisho, terminal);
    return sekisho;
  }

  private static CommandLine policy(
      Terminal terminal, Supplier<Messages> messages, Map<String, String> environment) {
    Clock clock = Clock.systemUTC();
    CommandLine policy = new CommandLine(new PolicyCommand());
    policy.addSubcommand(new PolicyCheckCommand(terminal, messages));
    policy.addSubcommand(new PolicyTestCommand(terminal, messages, clock));
    policy.addSubcommand(new PolicyExplainCommand(terminal, messages, clock, environment));
    policy.addSubcommand(new PolicyApplyCommand(terminal, messages, environment));
    policy.addSubcommand(new PolicyListCommand(terminal, environment));
    policy.addSubcommand(new PolicyGetCommand(terminal, environment));
    policy.addSubcommand(new PolicyDeleteCommand(terminal, environment));
    policy.addSubcommand(new PolicyDiffCommand(terminal, environment));
    policy.addSubcommand(new PolicyHistoryCommand(terminal, environment));
    policy.addSubcommand(new PolicyRollbackCommand(terminal, environment));
    return policy;
  }

  private static CommandLine scan(Terminal terminal, Map<String, String> environment) {
    CommandLine scan = new CommandLine(new ScanCommand());
    scan.addSubcommand(new ScanImageCommand(terminal, environment));
    scan.addSubcommand(
        "fs", new ScanDirectoryCommand(terminal, environment, ScanReport.Kind.FILE_SYSTEM));
    scan.addSubcommand(
        "rootfs",
        new ScanDirectoryCommand(terminal, environment, ScanReport.Kind.ROOT_FILE_SYSTEM));
    scan.addSubcommand(
        "repo", new ScanDirectoryCommand(terminal, environment, ScanReport.Kind.REPOSITORY));
    scan.addSubcommand("config", ScanDirectoryCommand.ofConfigurations(terminal, environment));
    scan.addSubcommand(new ScanSbomCommand(terminal, environment));
    scan.addSubcommand(new ScanExplainCommand(terminal, environment));
    return scan;
  }

  private static CommandLine database(Terminal terminal, Map<String, String> environment) {
    CommandLine database = new CommandLine(new DbCommand());
    database.addSubcommand(new DbBuildCommand(terminal, environment));
    database.addSubcommand(new DbUpdateCommand(terminal, environment));
    database.addSubcommand(new DbStatusCommand(terminal, environment));
    return database;
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
