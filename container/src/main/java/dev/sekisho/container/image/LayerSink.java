package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import java.io.IOException;

/**
 * Takes what a layer or a directory holds, in its order. Called on one thread a layer; several
 * layers may be read at a time, each into a sink of its own.
 */
public interface LayerSink {
  /**
   * Whether the content is wanted. Asked for regular files and hard links. Where the source can
   * seek, content that nobody wants is not read by the walker; the DiffID covers it all the same.
   */
  boolean wants(EntryHeader header);

  /**
   * A file that was wanted. For a hard link whose target was wanted and came before, this is not
   * called again: see {@link #entry}. A hard link whose target was not wanted comes after all
   * others, with the target's size and content and the link's own path.
   *
   * @param content valid during the call
   * @throws IOException if the input broke off: pass on what the content throws
   */
  void file(EntryHeader header, EntryContent content) throws IOException;

  /**
   * Every entry with a name, of any kind, wanted or not; before {@link #wants}. A path may come
   * twice: the later entry holds.
   */
  default void entry(EntryHeader header) {}

  /**
   * Whether a directory is entered. Asked where a directory is walked; the entries of a layer come
   * all.
   */
  default boolean enters(EntryHeader directory) {
    return true;
  }

  /** A whiteout: what lower layers have at this path and below it is not in the image. */
  void removed(String path);

  /**
   * An opaque directory: what lower layers have below it is not in the image; what this layer has
   * below it is, wherever in the layer it stands. Empty for the root.
   */
  void opaque(String directory);

  /**
   * All entries have been given. The layer's digest may still be compared: what is made of them now
   * must not be used before the reading has ended well. Gaps may still come.
   */
  default void walked() throws IOException {}

  /** Something that was not examined. */
  void gap(Gap gap);
}
