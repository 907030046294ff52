package dev.sekisho.cli;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.ImageReference;
import dev.sekisho.container.image.ImageSource;
import dev.sekisho.container.image.Images;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.container.image.OpenOptions;
import dev.sekisho.container.image.Platform;
import dev.sekisho.container.image.RegistryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code sekisho scan image}: from an archive, a layout, the engine of this machine, a registry.
 */
@Command(name = "image")
final class ScanImageCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(arity = "0..1", paramLabel = "IMAGE", descriptionKey = "scan.image-name")
  private String name = "";

  @Option(names = "--input", paramLabel = "FILE", descriptionKey = "scan.input")
  private String input = "";

  @Option(names = "--platform", paramLabel = "OS/ARCH", descriptionKey = "scan.platform")
  private String platform = "";

  @Option(names = "--offline-scan", descriptionKey = "scan.offline")
  private boolean offline;

  @Option(names = "--insecure", descriptionKey = "scan.insecure")
  private boolean insecure;

  @Option(names = "--engine", paramLabel = "ADDRESS", descriptionKey = "option.engine")
  private String engine = "unix:///var/run/docker.sock";

  @Mixin private final ScanFlags flags = new ScanFlags();

  ScanImageCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (name.isEmpty() && input.isEmpty()) {
      throw Exit.INPUT.because("scan-no-image");
    }
    try (OpenImage image = new Images(options()).open(source())) {
      String shown = name.isEmpty() ? input : name;
      return new ScanRun(terminal, environment, flags, Clock.systemUTC()).image(image, shown);
    }
  }

  private OpenOptions options() {
    try {
      return new OpenOptions(
          platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform)),
          flags.limits(environment),
          OpenOptions.standard().temporary(),
          registry());
    } catch (IllegalArgumentException e) {
      throw Exit.INPUT.because("scan-platform", String.valueOf(e.getMessage()));
    }
  }

  private RegistryOptions registry() {
    RegistryOptions standard = RegistryOptions.standard();
    String user = environment.getOrDefault("SEKISHO_USERNAME", "");
    String authorities = environment.getOrDefault("SEKISHO_REGISTRY_CA", "");
    return new RegistryOptions(
        insecure,
        authorities.isEmpty() ? Optional.empty() : Optional.of(Path.of(authorities)),
        user.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new RegistryOptions.Credentials(
                    user, environment.getOrDefault("SEKISHO_PASSWORD", ""))),
        standard.dockerConfiguration(),
        standard.patience());
  }

  /** A file or directory by that name, else what the engine has, else the registry. */
  private ImageSource source() {
    if (!input.isEmpty()) {
      Path file = Path.of(input);
      Optional<String> select = name.isEmpty() ? Optional.empty() : Optional.of(name);
      return Files.isDirectory(file)
          ? new ImageSource.Layout(file, select)
          : new ImageSource.Archive(file, select);
    }
    Path socket = DockerEngine.socketOf(engine);
    if (isInEngine(socket)) {
      return new ImageSource.Engine(socket, name);
    }
    if (offline) {
      throw Exit.INPUT.because("scan-not-here", name, engine);
    }
    try {
      return new ImageSource.Registry(ImageReference.parse(name));
    } catch (IllegalArgumentException e) {
      throw Exit.INPUT.because("scan-reference", String.valueOf(e.getMessage()));
    }
  }

  private boolean isInEngine(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (DockerEngine docker = DockerEngine.at(socket)) {
      return docker.image(name).isPresent();
    } catch (EngineException e) {
      terminal.tell("scan.engine-away", engine, String.valueOf(e.getMessage()));
      return false;
    }
  }
}
