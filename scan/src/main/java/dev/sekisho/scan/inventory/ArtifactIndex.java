package dev.sekisho.scan.inventory;

import java.io.IOException;
import java.util.Optional;

/** Names Java archives by the SHA-1 of their bytes. */
public interface ArtifactIndex {
  /** Knows none. */
  ArtifactIndex NONE = new Empty();

  /** Whether it knows none, so that nothing need be hashed. */
  boolean isEmpty();

  /**
   * The coordinate of an archive with this digest.
   *
   * @throws IOException if the index cannot be read
   */
  Optional<Artifact> find(byte[] sha1) throws IOException;

  /** Knows none. */
  record Empty() implements ArtifactIndex {
    @Override
    public boolean isEmpty() {
      return true;
    }

    @Override
    public Optional<Artifact> find(byte[] sha1) {
      return Optional.empty();
    }
  }

  /** A coordinate of Maven. */
  record Artifact(String group, String name, String version) {}
}
