package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * The content of one file. Valid during {@link LayerSink#file}. One of the three ways to read is
 * used for a file; {@link #bytes} may be called again.
 *
 * <p>All of them throw IOException if the input broke off, or if a {@link Limits limit} was
 * reached: the sink lets it pass, and the walker makes a gap of it.
 */
public interface EntryContent {
  long sizeBytes();

  /**
   * The whole content. The array may be longer than the file, counts up to {@link #sizeBytes} and
   * is used again for the next file.
   *
   * @throws IOException also if the file is larger than {@link Limits#fileInMemoryBytes}
   */
  byte[] bytes() throws IOException;

  /** The content from its beginning, for what is read once; not buffered. Nobody need close it. */
  InputStream stream() throws IOException;

  /**
   * Reads anywhere. Costs nothing extra where {@link #seekable}; else the content is first kept, in
   * memory or in a temporary file.
   *
   * @param position from 0
   * @return bytes read, as many as asked unless the file ends; -1 if it ends before
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** Whether the source allows reading anywhere without a copy. */
  boolean seekable();
}
