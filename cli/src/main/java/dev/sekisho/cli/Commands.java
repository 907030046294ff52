package dev.sekisho.cli;

import dev.sekisho.model.ScanReport;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.PolicyText;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The tree of commands, each made with what it needs. */
final class Commands {
  private Commands() {}

  /** All of it, as help and completion need it. */
  static CommandLine tree(Terminal terminal, Map<String, String> environment) {
    return tree(terminal, environment, List.of());
  }

  /**
   * As much of it as the words ask for: making a command takes a while, and most have no part in
   * what is asked. Words that name no command are for the whole tree to explain.
   */
  static CommandLine tree(Terminal terminal, Map<String, String> environment, List<String> words) {
    Handover handover = new Handover(System.getProperty("sekisho.exec", ""));
    Supplier<Messages> messages = () -> Messages.of(PolicyText.class, terminal.texts().locale());
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("up", () -> new UpCommand(terminal, environment));
    all.put("demo", () -> new DemoCommand(terminal, environment, messages));
    all.put("policy", () -> policy(terminal, messages, environment, words));
    all.put("scan", () -> scan(terminal, environment, words));
    all.put("db", () -> database(terminal, environment, words));
    all.put(
        "events",
        () ->
            new EventsCommand(
                terminal, environment, new EventText(terminal, messages, ZoneId.systemDefault())));
    all.put("workloads", () -> new WorkloadsCommand(terminal, environment));
    all.put("manager", () -> new ManagerCommand(terminal, environment, handover));
    all.put("enforcer", () -> new EnforcerCommand(environment, handover));
    all.put("doctor", () -> new DoctorCommand(terminal));
    all.put("version", () -> new VersionCommand(terminal));
    all.put("completion", () -> new CompletionCommand(terminal));
    boolean isWhole = !words.isEmpty() && words.getFirst().equals("completion");
    CommandLine sekisho = with(new CommandLine(new Sekisho()), all, isWhole ? List.of() : words, 0);
    sekisho.setCaseInsensitiveEnumValuesAllowed(true);
    dress(sekisho, terminal);
    return sekisho;
  }

  /** Adds the command that the word in a place names, or all where it names none. */
  private static CommandLine with(
      CommandLine parent, Map<String, Supplier<Object>> all, List<String> words, int place) {
    String word = words.size() > place ? words.get(place) : "";
    for (Map.Entry<String, Supplier<Object>> each : all.entrySet()) {
      if (!all.containsKey(word) || each.getKey().equals(word)) {
        parent.addSubcommand(each.getKey(), each.getValue().get());
      }
    }
    return parent;
  }

  private static CommandLine policy(
      Terminal terminal,
      Supplier<Messages> messages,
      Map<String, String> environment,
      List<String> words) {
    Clock clock = Clock.systemUTC();
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("check", () -> new PolicyCheckCommand(terminal, messages));
    all.put("test", () -> new PolicyTestCommand(terminal, messages, clock));
    all.put("explain", () -> new PolicyExplainCommand(terminal, messages, clock, environment));
    all.put("apply", () -> new PolicyApplyCommand(terminal, messages, environment));
    all.put("list", () -> new PolicyListCommand(terminal, environment));
    all.put("get", () -> new PolicyGetCommand(terminal, environment));
    all.put("delete", () -> new PolicyDeleteCommand(terminal, environment));
    all.put("diff", () -> new PolicyDiffCommand(terminal, environment));
    all.put("history", () -> new PolicyHistoryCommand(terminal, environment));
    all.put("rollback", () -> new PolicyRollbackCommand(terminal, environment));
    return with(new CommandLine(new PolicyCommand()), all, words, 1);
  }

  private static CommandLine scan(
      Terminal terminal, Map<String, String> environment, List<String> words) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("image", () -> new ScanImageCommand(terminal, environment));
    all.put("fs", () -> directory(terminal, environment, ScanReport.Kind.FILE_SYSTEM));
    all.put("rootfs", () -> directory(terminal, environment, ScanReport.Kind.ROOT_FILE_SYSTEM));
    all.put("repo", () -> directory(terminal, environment, ScanReport.Kind.REPOSITORY));
    all.put("config", () -> ScanDirectoryCommand.ofConfigurations(terminal, environment));
    all.put("sbom", () -> new ScanSbomCommand(terminal, environment));
    all.put("explain", () -> new ScanExplainCommand(terminal, environment));
    CommandLine scan = with(new CommandLine(new ScanCommand()), all, words, 1);
    boolean isAsked = !words.isEmpty() && words.getFirst().equals("scan");
    if (isAsked) {
      ScanDefaults.dress(scan, environment);
    }
    return scan;
  }

  private static ScanDirectoryCommand directory(
      Terminal terminal, Map<String, String> environment, ScanReport.Kind kind) {
    return new ScanDirectoryCommand(terminal, environment, kind);
  }

  private static CommandLine database(
      Terminal terminal, Map<String, String> environment, List<String> words) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("build", () -> new DbBuildCommand(terminal, environment));
    all.put("update", () -> new DbUpdateCommand(terminal, environment));
    all.put("status", () -> new DbStatusCommand(terminal, environment));
    return with(new CommandLine(new DbCommand()), all, words, 1);
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
