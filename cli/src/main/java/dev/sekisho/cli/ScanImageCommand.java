package dev.sekisho.cli;

import dev.sekisho.container.image.OpenImage;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho scan image}. */
@Command(name = "image")
final class ScanImageCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(arity = "0..1", paramLabel = "IMAGE", descriptionKey = "scan.image-name")
  private String name = "";

  @Mixin private final ImageFlags source = new ImageFlags();
  @Mixin private final ScanFlags flags = new ScanFlags();

  ScanImageCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    // Before the image is opened: what the scan needs is read meanwhile.
    ScanRun run = new ScanRun(terminal, environment, flags, Clock.systemUTC());
    try (OpenImage image = source.open(name, flags, terminal, environment)) {
      return run.image(image, name.isEmpty() ? source.input : name);
    }
  }
}
