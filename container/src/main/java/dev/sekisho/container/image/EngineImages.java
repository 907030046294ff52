package dev.sekisho.container.image;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.model.Image;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Images of a Docker Engine. Where the engine's own files can be read (root, overlay2), layers are
 * put together from them as the engine does it; else the engine is asked for an archive, which is
 * kept in a file without a name until the image is closed.
 */
final class EngineImages {
  private static final Duration LONGEST = Duration.ofDays(1);

  private EngineImages() {}

  /**
   * Opens an image.
   *
   * @throws ProblemException if the engine does not answer or does not have it
   */
  static OpenImage open(ImageSource.Engine source, OpenOptions options, Budget budget)
      throws IOException {
    try (DockerEngine engine = DockerEngine.at(source.socket())) {
      Image image =
          engine
              .image(source.reference())
              .orElseThrow(
                  () -> Words.problem("engine-image-absent", source.socket(), source.reference()));
      EngineInfo info = engine.info();
      Optional<OpenImage> stored =
          OverlayStore.open(info, image, source.reference(), options.platform(), budget);
      return stored.isPresent() ? stored.get() : saved(engine, image, options, budget);
    } catch (EngineException e) {
      throw new ProblemException(e.failure().problem(), e);
    }
  }

  /** From the archive that the engine makes. */
  static OpenImage saved(DockerEngine engine, Image image, OpenOptions options, Budget budget)
      throws IOException {
    // By its id: a name may be given to another image at any moment.
    String id = image.id().toString();
    FileChannel channel = copy(engine, id, budget);
    ArchiveBundle bundle = ArchiveBundle.of(image.name(), channel, budget);
    try {
      return DockerArchiveImages.open(bundle, Optional.empty(), options.platform(), budget);
    } catch (IOException | RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static FileChannel copy(DockerEngine engine, String id, Budget budget)
      throws IOException {
    Duration time = budget.limits().time();
    Path file = Files.createTempFile(budget.temporary(), "sekisho-", ".tar");
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try (InputStream in = engine.saveImage(id, time.compareTo(LONGEST) < 0 ? time : LONGEST);
          OutputStream out = Files.newOutputStream(file)) {
        byte[] block = new byte[128 * 1024];
        for (int count; (count = in.readNBytes(block, 0, block.length)) > 0; ) {
          budget.checkTime();
          out.write(block, 0, count);
        }
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } finally {
      Files.delete(file);
    }
  }
}
