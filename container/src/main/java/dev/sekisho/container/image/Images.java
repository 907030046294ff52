package dev.sekisho.container.image;

import dev.sekisho.container.ImageReference;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Opens images. */
public final class Images {
  private final OpenOptions options;

  public Images(OpenOptions options) {
    this.options = options;
  }

  /**
   * Opens an image; nothing of its layers is read yet. The time that {@link Limits#time} allows
   * begins.
   *
   * @throws ProblemException if it is not there, or is not an image
   * @throws IOException if the input broke off
   */
  public OpenImage open(ImageSource source) throws IOException {
    try {
      return open(source, new Budget(options.limits(), options.temporary()));
    } catch (LimitReached e) {
      throw Words.problem(e, "image-beyond-limit", e.reason());
    }
  }

  private OpenImage open(ImageSource source, Budget budget) throws IOException {
    return switch (source) {
      case ImageSource.Archive archive -> {
        Bundle bundle =
            Files.isDirectory(archive.file())
                ? new DirectoryBundle(archive.file())
                : ArchiveBundle.open(archive.file(), budget);
        yield inBundle(bundle, archive.select(), budget);
      }
      case ImageSource.Layout layout -> {
        if (!Files.isDirectory(layout.directory())) {
          throw Words.problem("image-archive-absent", layout.directory());
        }
        yield inBundle(new DirectoryBundle(layout.directory()), layout.select(), budget);
      }
      case ImageSource.Registry registry ->
          RegistryImages.open(registry.reference(), options, budget, Thread::sleep);
      case ImageSource.Engine engine -> EngineImages.open(engine, options, budget);
      case ImageSource.Containerd containerd ->
          ContainerdImages.open(containerd, options.platform(), budget);
    };
  }

  /**
   * The tags of a repository in a registry, as the registry orders them.
   *
   * @param reference its tag and digest are not used
   */
  public List<String> tags(ImageReference reference) throws IOException {
    Budget budget = new Budget(options.limits(), options.temporary());
    return RegistryImages.tags(reference, options.registry(), budget, Thread::sleep);
  }

  private OpenImage inBundle(Bundle bundle, Optional<String> select, Budget budget)
      throws IOException {
    try {
      if (DockerArchiveImages.isDockerArchive(bundle)) {
        return DockerArchiveImages.open(bundle, select, options.platform(), budget);
      }
      if (LayoutImages.isLayout(bundle)) {
        return LayoutImages.open(bundle, select, options.platform(), budget);
      }
      if (OldArchiveImages.isOldArchive(bundle)) {
        return OldArchiveImages.open(bundle, select, options.platform(), budget);
      }
      throw Words.problem("image-not-an-image", bundle.name());
    } catch (IOException | RuntimeException e) {
      bundle.close();
      throw e;
    }
  }
}
