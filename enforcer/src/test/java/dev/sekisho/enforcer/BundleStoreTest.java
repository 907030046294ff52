package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Host;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleStoreTest {
  private static final KeyPair KEY = key();
  private static final Instant AT = Instant.parse("2026-11-25T00:00:00Z");

  @TempDir Path directory;

  @Test
  void aGoodBundleIsKeptAndBelievedAgainAfterARestart() throws IOException {
    AgentApi.Bundle bundle = bundle(7, "h-1");
    assertThat(offer(signed(KEY, bundle))).isEqualTo(new BundleCheck.Result.Believed(bundle));
    assertThat(new BundleStore(directory).load(identity("h-1")))
        .contains(new BundleCheck.Result.Believed(bundle));
  }

  @Test
  void anOlderRevisionIsRefusedAndTheNewerOneStays() throws IOException {
    offer(signed(KEY, bundle(7, "h-1")));
    assertThat(doubt(offer(signed(KEY, bundle(6, "h-1"))))).isEqualTo(BundleCheck.Doubt.OLDER);
    assertThat(new BundleStore(directory).load(identity("h-1")))
        .contains(new BundleCheck.Result.Believed(bundle(7, "h-1")));
  }

  @Test
  void anOlderBundlePutBackOnTheDiskIsRefusedWhenItIsLoaded() throws IOException {
    offer(signed(KEY, bundle(6, "h-1")));
    byte[] old = Files.readAllBytes(directory.resolve("bundle.json"));
    offer(signed(KEY, bundle(7, "h-1")));
    Files.write(directory.resolve("bundle.json"), old);
    assertThat(doubt(new BundleStore(directory).load(identity("h-1")).orElseThrow()))
        .isEqualTo(BundleCheck.Doubt.OLDER);
  }

  @Test
  void aSignatureByAnotherKeyOrOverOtherBytesIsRefused() throws IOException {
    AgentApi.SignedBundle good = signed(KEY, bundle(7, "h-1"));
    AgentApi.SignedBundle forged = signed(key(), bundle(8, "h-1"));
    byte[] altered = good.payload().clone();
    altered[altered.length - 3] ^= 1;
    for (AgentApi.SignedBundle bad :
        List.of(
            forged,
            new AgentApi.SignedBundle("k1", altered, good.signature()),
            new AgentApi.SignedBundle("k1", good.payload(), new byte[64]),
            new AgentApi.SignedBundle("k1", good.payload(), new byte[0]))) {
      assertThat(doubt(offer(bad))).isEqualTo(BundleCheck.Doubt.BAD_SIGNATURE);
    }
    assertThat(doubt(offer(new AgentApi.SignedBundle("k2", good.payload(), good.signature()))))
        .isEqualTo(BundleCheck.Doubt.UNKNOWN_KEY);
    assertThat(directory.resolve("bundle.json")).doesNotExist();
  }

  @Test
  void aBundleForAnotherHostIsRefusedAlthoughItsSignatureIsGood() throws IOException {
    assertThat(doubt(offer(signed(KEY, bundle(7, "h-2")))))
        .isEqualTo(BundleCheck.Doubt.OTHER_AUDIENCE);
  }

  @Test
  void signedNonsenseIsMalformed() throws IOException {
    byte[] nonsense = "{}".getBytes(StandardCharsets.UTF_8);
    assertThat(doubt(offer(new AgentApi.SignedBundle("k1", nonsense, sign(KEY, nonsense)))))
        .isEqualTo(BundleCheck.Doubt.MALFORMED);
  }

  @Test
  void aDamagedFileOnTheDiskIsDoubtedAndADamagedFloorStopsEverything() throws IOException {
    offer(signed(KEY, bundle(7, "h-1")));
    Files.writeString(directory.resolve("bundle.json"), "{\"keyId\":");
    assertThat(doubt(new BundleStore(directory).load(identity("h-1")).orElseThrow()))
        .isEqualTo(BundleCheck.Doubt.MALFORMED);
    Files.writeString(directory.resolve("highest-revision"), "x");
    assertThatThrownBy(() -> offer(signed(KEY, bundle(9, "h-1"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  private BundleCheck.Result offer(AgentApi.SignedBundle signed) throws IOException {
    return new BundleStore(directory).offer(signed, keys(), "h-1");
  }

  private static BundleCheck.Doubt doubt(BundleCheck.Result result) {
    assertThat(result).isInstanceOf(BundleCheck.Result.Doubted.class);
    return ((BundleCheck.Result.Doubted) result).doubt();
  }

  private static AgentApi.Bundle bundle(long revision, String audience) {
    return new AgentApi.Bundle(
        revision, audience, AT, List.of(new AgentApi.Document("p", 1, "kind: Policy\n", AT)));
  }

  private static AgentApi.SignedBundle signed(KeyPair key, AgentApi.Bundle bundle) {
    byte[] payload = Json.bytes(bundle);
    return new AgentApi.SignedBundle("k1", payload, sign(key, payload));
  }

  private static AgentApi.Identity identity(String id) {
    Host host = new Host(id, "n", "n", "", Map.of(), List.of(), "");
    return new AgentApi.Identity(host, "", "", keys());
  }

  private static Map<String, String> keys() {
    return Map.of("k1", Pem.text("PUBLIC KEY", KEY.getPublic().getEncoded()));
  }

  private static KeyPair key() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sign(KeyPair key, byte[] content) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
