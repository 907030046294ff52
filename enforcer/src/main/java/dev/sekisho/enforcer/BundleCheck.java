package dev.sekisho.enforcer;

import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import dev.sekisho.wire.Pem;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a bundle of policies may be believed.
 *
 * @param keys public keys that may sign, by key id, in PEM
 * @param audience id of this host
 * @param floor the highest revision ever accepted; what is below it is a replay
 */
record BundleCheck(Map<String, String> keys, String audience, long floor) {
  BundleCheck {
    keys = Map.copyOf(keys);
  }

  /** Why a bundle is not believed. */
  enum Doubt {
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    MALFORMED,
    OTHER_AUDIENCE,
    OLDER
  }

  /** The result. */
  sealed interface Result {
    record Believed(AgentApi.Bundle bundle) implements Result {}

    /**
     * It is not to be used.
     *
     * @param detail for a person; holds nothing of the bundle that its signature does not cover
     */
    record Doubted(Doubt doubt, String detail) implements Result {}
  }

  Result check(AgentApi.SignedBundle signed) {
    // Nothing is read of the content before the signature is found good.
    String pem = keys.get(signed.keyId());
    if (pem == null) {
      return new Result.Doubted(Doubt.UNKNOWN_KEY, "signed by a key that this host does not know");
    }
    if (!verifies(pem, signed)) {
      return new Result.Doubted(Doubt.BAD_SIGNATURE, "the signature does not fit");
    }
    try {
      return check(Json.read(signed.payload(), AgentApi.Bundle.class));
    } catch (MalformedException e) {
      return new Result.Doubted(Doubt.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private Result check(AgentApi.Bundle bundle) {
    if (!bundle.audience().equals(audience)) {
      return new Result.Doubted(Doubt.OTHER_AUDIENCE, "made for host " + bundle.audience());
    }
    if (bundle.revision() < floor) {
      return new Result.Doubted(
          Doubt.OLDER, "revision " + bundle.revision() + " after revision " + floor);
    }
    return new Result.Believed(bundle);
  }

  private static boolean verifies(String pem, AgentApi.SignedBundle signed) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(Pem.ed25519PublicKey(pem));
      verifier.update(signed.payload());
      return verifier.verify(signed.signature());
    } catch (GeneralSecurityException | MalformedException notASignature) {
      return false;
    }
  }

  /** The bundle, if it is believed. */
  static Optional<AgentApi.Bundle> believed(Result result) {
    return switch (result) {
      case Result.Believed believed -> Optional.of(believed.bundle());
      case Result.Doubted doubted -> Optional.empty();
    };
  }
}
