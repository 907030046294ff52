package dev.sekisho.scan.inventory;

import dev.sekisho.model.Finding;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks for something in the content of files, in the same pass as the analyzers: secrets, malware,
 * modes of files. Its answers are kept with the layer's, so they depend on the file alone.
 *
 * <p>Used by one thread.
 */
public interface ContentInspector {
  /** Whether it wants the file's content. Asked for every regular file. */
  boolean wants(String path, long sizeBytes, int mode);

  /**
   * Looks at one file.
   *
   * @param findings with a location without a layer
   * @throws IOException if the input broke off; a {@link
   *     dev.sekisho.scan.format.MalformedException} becomes a gap
   */
  void inspect(FileContent file, Consumer<Finding> findings) throws IOException;

  /**
   * Why it could not do its work, such as an engine that is gone; empty if it could. It is a gap,
   * and the layer's inventory is not kept.
   */
  default Optional<String> failure() {
    return Optional.empty();
  }

  /** Makes one for each layer that is read. */
  interface Factory {
    /** Changes whenever the answers may: id, version, options, date of the signatures. */
    String key();

    ContentInspector open();

    /** One whose key is known and does not change. */
    static Factory of(String key, Supplier<ContentInspector> open) {
      return new Factory() {
        @Override
        public String key() {
          return key;
        }

        @Override
        public ContentInspector open() {
          return open.get();
        }
      };
    }
  }
}
