package dev.sekisho.container;

import dev.sekisho.model.Phrase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a container's root file system is made of, and so how its files compare with its image. */
public sealed interface RootFileSystem {

  /** How a file of the container can be compared with the image. */
  enum Comparison {
    /**
     * By inode number and time of change: equal to those of the same path in a lower directory
     * exactly when the file is the image's, untouched.
     */
    BY_IDENTITY,
    /**
     * By content: every file is a copy, so its digest decides. The content may change between the
     * comparison and the use.
     */
    BY_CONTENT,
    /** Not at all. */
    NONE
  }

  /** How files are compared here. */
  default Comparison comparison() {
    return switch (this) {
      case Overlay o -> Comparison.BY_IDENTITY;
      case Copy c -> Comparison.BY_CONTENT;
      case Opaque o -> Comparison.NONE;
    };
  }

  /**
   * Whether the container's root is a superblock of its own. Where it is not, a mark on the file
   * system falls on the host as well.
   */
  default boolean ownSuperblock() {
    return switch (this) {
      case Overlay o -> true;
      case Copy c -> false;
      case Opaque o -> false;
    };
  }

  /** Why files cannot be compared, or only by content; empty where nothing is lacking. */
  default Optional<Phrase> limitation() {
    return switch (this) {
      case Overlay o -> Optional.empty();
      case Copy c -> Optional.of(Phrase.of("root-file-system.copy", c.driver()));
      case Opaque o -> Optional.of(o.why());
    };
  }

  /**
   * The kernel's overlayfs, all layers on one file system, without metadata-only copies.
   *
   * @param merged where the engine mounts it on the host; mounted only while the container runs
   * @param upper the container's own writable layer
   * @param lowers the image's layers, the topmost first. The first is the engine's init layer
   *     ({@code /etc/hosts}, {@code /.dockerenv} …)
   */
  record Overlay(Path merged, Path upper, List<Path> lowers) implements RootFileSystem {
    public Overlay {
      lowers = List.copyOf(lowers);
    }
  }

  /**
   * A full copy of the image (Docker's {@code vfs}).
   *
   * @param driver the driver's name
   * @param directory the container's copy
   * @param image the engine's own copy of the image's topmost layer, which no container writes to
   */
  record Copy(String driver, Path directory, Path image) implements RootFileSystem {}

  /**
   * Storage in which files cannot be compared with the image.
   *
   * @param driver the driver's name as the engine gives it, empty if it gives none
   * @param why what is missing
   */
  record Opaque(String driver, Phrase why) implements RootFileSystem {}
}
