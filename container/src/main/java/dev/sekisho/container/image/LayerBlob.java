package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;

/** The stored bytes of a layer. */
sealed interface LayerBlob {
  /** In a file, so that any part can be read. */
  record InFile(Region region) implements LayerBlob {}

  /** From elsewhere, from the beginning to the end. */
  record Streamed(Opener opener) implements LayerBlob {}

  /** Of a layer that is not there, and is never read. */
  static LayerBlob none() {
    return new Streamed(InputStream::nullInputStream);
  }

  /** Begins to read; may be called again. */
  interface Opener {
    InputStream open() throws IOException;
  }
}
