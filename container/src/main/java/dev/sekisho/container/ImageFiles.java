package dev.sekisho.container;

import dev.sekisho.model.Digest;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the image of a container contains, read from the image's own layers, which no container
 * writes to. Immutable and safe for many threads.
 *
 * <p>Paths are resolved inside the image: {@code ..} above its root stays at the root, and absolute
 * links begin there.
 */
@SuppressWarnings("DoNotCallSuggester") // the interface before its implementation
public final class ImageFiles {
  private ImageFiles() {}

  /** Reads the layers; a large image takes some hundred milliseconds, and layers are shared. */
  public static ImageFiles of(RootFileSystem root) throws IOException {
    throw new UnsupportedOperationException(root.toString());
  }

  /** The regular file at a path, symbolic links followed. */
  public Optional<ImageFile> find(String path) {
    throw new UnsupportedOperationException(path);
  }

  /**
   * Other names of a file: links and hard links in the image that lead to it, and its path through
   * linked directories ({@code /bin/ls} for {@code /usr/bin/ls}). At most 1,000.
   */
  public Set<String> aliases(ImageFile file) {
    throw new UnsupportedOperationException(file.path());
  }

  /** The files with a name (own path or alias) that fulfils a condition. */
  public List<ImageFile> named(Predicate<String> path) {
    throw new UnsupportedOperationException(path.toString());
  }

  /** Whether a file holds many programs, told by its content. */
  public Optional<MultiCall> multiCall(ImageFile file) throws IOException {
    throw new UnsupportedOperationException(file.path());
  }

  /** The SHA-256 of a file's content; computed when first asked for. */
  public Digest digest(ImageFile file) throws IOException {
    throw new UnsupportedOperationException(file.path());
  }

  /** What could not be read: the index is not complete there. */
  public List<Gap> gaps() {
    throw new UnsupportedOperationException();
  }
}
