package dev.sekisho.enforcer;

import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the last good bundle on disk as it was signed, and the highest revision beside it. What is
 * on disk is believed no more than what comes by the network: it is verified again when it is
 * loaded.
 */
final class BundleStore {
  private final Path bundle;
  private final Path floor;

  BundleStore(Path directory) throws IOException {
    OwnerOnly.createDirectories(directory);
    this.bundle = directory.resolve("bundle.json");
    this.floor = directory.resolve("highest-revision");
  }

  /** Checks what is on disk; empty if nothing is. */
  Optional<BundleCheck.Result> load(AgentApi.Identity identity) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(bundle);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      AgentApi.SignedBundle signed = Json.read(content, AgentApi.SignedBundle.class);
      return Optional.of(check(identity.bundleKeys(), identity.host().id()).check(signed));
    } catch (MalformedException e) {
      return Optional.of(
          new BundleCheck.Result.Doubted(
              BundleCheck.Doubt.MALFORMED, String.valueOf(e.getMessage())));
    }
  }

  /** Checks a bundle and, if it is believed, keeps it in place of the one before. */
  BundleCheck.Result offer(AgentApi.SignedBundle signed, Map<String, String> keys, String audience)
      throws IOException {
    BundleCheck.Result result = check(keys, audience).check(signed);
    Optional<AgentApi.Bundle> believed = BundleCheck.believed(result);
    if (believed.isPresent()) {
      // The floor first: a crash in between leaves a bundle that the manager sends anew.
      OwnerOnly.replace(
          floor, Long.toString(believed.get().revision()).getBytes(StandardCharsets.US_ASCII));
      OwnerOnly.replace(bundle, Json.bytes(signed));
    }
    return result;
  }

  /** Another manager counts its own revisions. */
  void forget() throws IOException {
    Files.deleteIfExists(bundle);
    Files.deleteIfExists(floor);
  }

  private BundleCheck check(Map<String, String> keys, String audience) throws IOException {
    return new BundleCheck(keys, audience, floor());
  }

  private long floor() throws IOException {
    try {
      return Long.parseLong(Files.readString(floor).strip());
    } catch (NoSuchFileException e) {
      return 0;
    } catch (NumberFormatException e) {
      // Accepting anything would invite a replay: only a bundle newer than all that can be is left.
      throw new IOException(floor + " is damaged", e);
    }
  }
}
