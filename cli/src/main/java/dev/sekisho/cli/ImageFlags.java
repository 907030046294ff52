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
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where an image is taken from: an archive, a layout, this machine's engine, a registry. */
final class ImageFlags {
  @Option(names = "--input", paramLabel = "FILE", descriptionKey = "scan.input")
  String input = "";

  @Option(names = "--platform", paramLabel = "OS/ARCH", descriptionKey = "scan.platform")
  private String platform = "";

  @Option(names = "--insecure", descriptionKey = "scan.insecure")
  private boolean insecure;

  @Option(names = "--engine", paramLabel = "ADDRESS", descriptionKey = "option.engine")
  private String engine = "unix:///var/run/docker.sock";

  @Option(
      names = "--containerd",
      paramLabel = "NAMESPACE",
      arity = "0..1",
      fallbackValue = "default",
      descriptionKey = "scan.containerd")
  private String containerd = "";

  @Option(names = "--containerd-root", paramLabel = "DIR", descriptionKey = "scan.containerd-root")
  private String containerdRoot = "/var/lib/containerd";

  /** Opens what is named; whoever gets it closes it. */
  OpenImage open(String name, ScanFlags flags, Terminal terminal, Map<String, String> environment)
      throws IOException {
    if (name.isEmpty() && input.isEmpty()) {
      throw Exit.INPUT.because("scan-no-image");
    }
    return new Images(options(flags, environment)).open(source(name, flags, terminal));
  }

  private OpenOptions options(ScanFlags flags, Map<String, String> environment) {
    try {
      return new OpenOptions(
          platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform)),
          flags.limits(environment),
          OpenOptions.standard().temporary(),
          registry(environment));
    } catch (IllegalArgumentException e) {
      throw Exit.INPUT.because("scan-platform", String.valueOf(e.getMessage()));
    }
  }

  private RegistryOptions registry(Map<String, String> environment) {
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
  private ImageSource source(String name, ScanFlags flags, Terminal terminal) {
    if (!input.isEmpty()) {
      Path file = Path.of(input);
      Optional<String> select = name.isEmpty() ? Optional.empty() : Optional.of(name);
      return Files.isDirectory(file)
          ? new ImageSource.Layout(file, select)
          : new ImageSource.Archive(file, select);
    }
    if (!containerd.isEmpty()) {
      return new ImageSource.Containerd(Path.of(containerdRoot), containerd, reference(name));
    }
    Path socket = DockerEngine.socketOf(engine);
    if (isInEngine(socket, name, terminal)) {
      return new ImageSource.Engine(socket, name);
    }
    if (flags.offline) {
      throw Exit.INPUT.because("scan-not-here", name, engine);
    }
    return new ImageSource.Registry(reference(name));
  }

  private static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      throw Exit.INPUT.because("scan-reference", String.valueOf(e.getMessage()));
    }
  }

  private boolean isInEngine(Path socket, String name, Terminal terminal) {
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
