package dev.sekisho.scan.inventory;

import java.util.Optional;

/** Names Java archives by the SHA-1 of their bytes. */
public interface ArtifactIndex {
  /** Knows none. */
  ArtifactIndex NONE = new Empty();

  /** Whether it knows none, so that nothing need be hashed. */
  boolean isEmpty();

  Optional<Artifact> find(byte[] sha1);

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
