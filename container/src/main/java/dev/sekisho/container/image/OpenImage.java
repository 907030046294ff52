package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.List;

/**
 * An image whose layers can be read. Safe for many threads: layers may be read several at a time
 * ({@link LayerReading} does).
 */
public interface OpenImage extends AutoCloseable {
  ImageDescription description();

  /**
   * Reads a layer once, from its first entry to its last, and verifies it: the digest of what is
   * stored and the DiffID. What the sink was told before the end is only then known to be what the
   * image's author wrote.
   *
   * <p>What in the layer cannot be understood, and what is beyond a limit, goes to the sink as a
   * gap.
   *
   * @param layer number from 0, in the order of {@link ImageDescription#layers}
   * @throws dev.sekisho.model.ProblemException if a digest is another than the image says, or the
   *     layer cannot be had
   * @throws IOException if the input broke off
   */
  void read(int layer, LayerSink sink) throws IOException;

  /** What of the image as a whole cannot be examined, such as a layer that is kept elsewhere. */
  List<Gap> gaps();

  @Override
  void close() throws IOException;
}
