package dev.sekisho.container.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How images are opened.
 *
 * @param platform which image of an index; empty takes this machine's, or the only one
 * @param limits how much is read
 * @param temporary where copies are kept that must be (gzipped archives, an engine's answer)
 * @param registry how registries are spoken to
 */
public record OpenOptions(
    Optional<Platform> platform, Limits limits, Path temporary, RegistryOptions registry) {
  /** Default limits, this machine's platform, the system's temporary directory. */
  public static OpenOptions standard() {
    return new OpenOptions(
        Optional.empty(),
        Limits.DEFAULT,
        Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        RegistryOptions.standard());
  }
}
