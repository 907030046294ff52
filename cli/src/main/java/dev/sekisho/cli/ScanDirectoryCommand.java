package dev.sekisho.cli;

import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho scan fs|rootfs|repo|config}: a directory, taken as what its name says. */
@Command
final class ScanDirectoryCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final ScanReport.Kind kind;

  @Parameters(paramLabel = "DIR", descriptionKey = "scan.directory")
  private String directory = "";

  @Mixin private final ScanFlags flags = new ScanFlags();

  ScanDirectoryCommand(Terminal terminal, Map<String, String> environment, ScanReport.Kind kind) {
    this.terminal = terminal;
    this.environment = environment;
    this.kind = kind;
  }

  /** One that looks at configurations alone unless told otherwise. */
  static ScanDirectoryCommand ofConfigurations(Terminal terminal, Map<String, String> environment) {
    ScanDirectoryCommand command =
        new ScanDirectoryCommand(terminal, environment, ScanReport.Kind.FILE_SYSTEM);
    command.flags.standard = EnumSet.of(ScanReport.Scanner.MISCONFIG);
    return command;
  }

  @Override
  public Integer call() throws IOException {
    Path root = Path.of(directory);
    if (!Files.isDirectory(root)) {
      throw Exit.INPUT.because("scan-target", root, "not a directory");
    }
    return new ScanRun(terminal, environment, flags, Clock.systemUTC()).directory(root, kind);
  }
}
