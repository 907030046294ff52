package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the enforcer, shared by {@code up}, {@code enforcer} and {@code demo}. */
final class EnforcerOptions {
  @Option(names = "--engine", paramLabel = "ADDRESS", descriptionKey = "option.engine")
  String engine = "unix:///var/run/docker.sock";

  @Option(names = "--bpffs", paramLabel = "DIR", descriptionKey = "option.bpffs")
  String bpffs = "/sys/fs/bpf/sekisho";

  List<String> arguments() {
    return new ArrayList<>(List.of("--engine", engine, "--bpffs", bpffs));
  }
}
