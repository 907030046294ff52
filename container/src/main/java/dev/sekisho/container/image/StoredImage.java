package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.List;

/** An image whose layers lie in a bundle or come from a registry. */
final class StoredImage implements OpenImage {
  private final ImageDescription description;
  private final List<LayerBlob> blobs;
  private final List<Gap> gaps;
  private final Budget budget;
  private final Source source;

  /** What is closed with the image. */
  interface Source extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /**
   * An image.
   *
   * @param blobs one for each layer
   */
  StoredImage(
      ImageDescription description,
      List<LayerBlob> blobs,
      List<Gap> gaps,
      Budget budget,
      Source source) {
    this.description = description;
    this.blobs = List.copyOf(blobs);
    this.gaps = List.copyOf(gaps);
    this.budget = budget;
    this.source = source;
  }

  @Override
  public ImageDescription description() {
    return description;
  }

  @Override
  public void read(int layer, LayerSink sink) throws IOException {
    ImageLayer asked = description.layers().get(layer);
    if (!asked.present()) {
      throw new IllegalArgumentException("layer " + layer + " is not there: see gaps()");
    }
    LayerPass.read(asked, blobs.get(layer), budget, sink);
  }

  @Override
  public List<Gap> gaps() {
    return gaps;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
