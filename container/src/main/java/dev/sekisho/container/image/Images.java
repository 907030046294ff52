package dev.sekisho.container.image;

import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.util.Optional;

/** Opens images. */
public final class Images {
  private final OpenOptions options;

  public Images(OpenOptions options) {
    this.options = options;
  }

  /**
   * Opens an image; nothing of its layers is read yet.
   *
   * @throws ProblemException if it is not there, or is not an image
   * @throws IOException if the input broke off
   */
  public OpenImage open(ImageSource source) throws IOException {
    Optional<OpenImage> none = Optional.empty();
    return none.orElseThrow(() -> notBuilt(source));
  }

  private ProblemException notBuilt(ImageSource source) {
    return new ProblemException(
        new Problem("image-source-not-built", source + " " + options, "wait for the next commit"));
  }
}
