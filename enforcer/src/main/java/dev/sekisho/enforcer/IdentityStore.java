package dev.sekisho.enforcer;

import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file of the host's identity, readable by root only. */
final class IdentityStore {
  private final Path file;

  IdentityStore(Path directory) throws IOException {
    OwnerOnly.createDirectories(directory);
    this.file = directory.resolve("identity.json");
  }

  /**
   * Empty if the host was never enrolled.
   *
   * @throws MalformedException the file is damaged
   */
  Optional<StoredIdentity> load() throws IOException {
    try {
      StoredIdentity identity = Json.read(Files.readAllBytes(file), StoredIdentity.class);
      identity.credentials();
      return Optional.of(identity);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void save(StoredIdentity identity) throws IOException {
    OwnerOnly.replace(file, Json.bytes(identity));
  }
}
