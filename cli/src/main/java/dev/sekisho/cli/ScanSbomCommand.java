package dev.sekisho.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho scan sbom}: what a bill of materials lists. */
@Command(name = "sbom")
final class ScanSbomCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(paramLabel = "FILE", descriptionKey = "scan.sbom-file")
  private String file = "";

  @Mixin private final ScanFlags flags = new ScanFlags();

  ScanSbomCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    return new ScanRun(terminal, environment, flags, Clock.systemUTC()).sbom(Path.of(file));
  }
}
