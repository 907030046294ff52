package dev.sekisho.container.image;

import dev.sekisho.container.ImageReference;
import java.nio.file.Path;
import java.util.Optional;

/** Where an image is to be had. */
public sealed interface ImageSource {
  /**
   * An archive of {@code docker save} or an OCI layout in a tar file; either may be compressed with
   * gzip or zstd.
   *
   * @param select name or digest of one image, where the archive has several; empty if it is the
   *     only one
   */
  record Archive(Path file, Optional<String> select) implements ImageSource {}

  /**
   * An OCI layout as a directory.
   *
   * @param select reference name or digest of one image; empty if it is the only one
   */
  record Layout(Path directory, Optional<String> select) implements ImageSource {}

  /** A registry. */
  record Registry(ImageReference reference) implements ImageSource {}

  /**
   * A Docker Engine.
   *
   * @param reference name or id, as {@code docker inspect} takes it
   */
  record Engine(Path socket, String reference) implements ImageSource {}

  /**
   * The content store of containerd.
   *
   * @param root such as {@code /var/lib/containerd}
   * @param namespace such as {@code k8s.io}, {@code default} or {@code moby}
   */
  record Containerd(Path root, String namespace, ImageReference reference) implements ImageSource {}
}
