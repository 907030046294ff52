package dev.sekisho.container.image;

import dev.sekisho.container.ImageReference;
import dev.sekisho.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images in the content store of containerd: blobs in files named by their digests, and names of
 * images in a database beside them. containerd is not asked, and need not run.
 *
 * @see <a href="https://github.com/containerd/containerd/blob/v1.7.25/metadata/buckets.go">
 *     containerd's buckets</a>
 */
final class ContainerdImages {
  private static final String DATABASE = "io.containerd.metadata.v1.bolt/meta.db";
  private static final String CONTENT = "io.containerd.content.v1.content";

  private ContainerdImages() {}

  /**
   * Opens an image. Layers that containerd has thrown away after unpacking are gaps.
   *
   * @throws dev.sekisho.model.ProblemException if there is no store, or it does not have the image
   */
  static OpenImage open(ImageSource.Containerd source, Optional<Platform> platform, Budget budget)
      throws IOException {
    Descriptor target = target(source);
    DirectoryBundle bundle = new DirectoryBundle(source.root().resolve(CONTENT));
    try {
      Manifests manifests =
          new Manifests(
              new LayoutImages.Blobs(bundle), source.reference().toString(), platform, budget);
      Manifests.Found found = manifests.ofDescriptor(target);
      return new StoredImage(
          found.description(), found.blobs(), found.gaps(), budget, bundle::close);
    } catch (IOException | RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static Descriptor target(ImageSource.Containerd source) throws IOException {
    Path database = source.root().resolve(DATABASE);
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ)) {
      BoltFile bolt = new BoltFile(new Region(channel, 0, channel.size()));
      String name = source.reference().toString();
      Optional<String> digest = text(bolt, source.namespace(), name, "digest");
      if (digest.isPresent()) {
        String mediaType = text(bolt, source.namespace(), name, "mediatype").orElse("");
        return descriptor(Descriptor.digest(digest.get(), name), mediaType);
      }
      return byDigest(source.reference())
          .orElseThrow(
              () ->
                  Words.problem(
                      "containerd-image-absent", source.root(), source.namespace(), name));
    } catch (NoSuchFileException e) {
      throw Words.problem(e, "containerd-absent", source.root());
    } catch (AccessDeniedException e) {
      throw Words.problem(e, "containerd-denied", database);
    } catch (BoltFile.Malformed e) {
      throw Words.problem(e, "containerd-store", database, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> text(BoltFile bolt, String namespace, String image, String key)
      throws IOException {
    return bolt.value(List.of("v1", namespace, "images", image, "target", key))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Content is known by its digest even where it has another name, or none. */
  private static Optional<Descriptor> byDigest(ImageReference reference) {
    return reference.digest().isEmpty()
        ? Optional.empty()
        : Optional.of(descriptor(Digest.parse(reference.digest()), ""));
  }

  private static Descriptor descriptor(Digest digest, String mediaType) {
    return new Descriptor(mediaType, digest, 0, Optional.empty(), Map.of(), List.of());
  }
}
