package dev.sekisho.manager.identity;

import dev.sekisho.wire.AgentApi.Bundle;
import dev.sekisho.wire.AgentApi.SignedBundle;
import dev.sekisho.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Signs policy bundles with the manager's Ed25519 key, which is made at the first start. */
public final class BundleSigner {
  private final PrivateKey key;
  private final String publicPem;
  private final String keyId;

  private BundleSigner(PrivateKey key, byte[] publicDer) {
    this.key = key;
    this.publicPem = Pem.write("PUBLIC KEY", publicDer);
    this.keyId = keyId(publicDer);
  }

  /**
   * The key of a directory, made if there is none.
   *
   * @param directory holds {@code bundle.key} and {@code bundle.pub}
   */
  public static BundleSigner open(Path directory) throws IOException {
    Path keyFile = directory.resolve("bundle.key");
    Path publicFile = directory.resolve("bundle.pub");
    try {
      if (!Files.exists(publicFile)) {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Pem.replace(keyFile, Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()), true);
        Pem.replace(publicFile, Pem.write("PUBLIC KEY", pair.getPublic().getEncoded()), false);
      }
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new java.security.spec.PKCS8EncodedKeySpec(der(Files.readString(keyFile))));
      return new BundleSigner(key, der(Files.readString(publicFile)));
    } catch (GeneralSecurityException e) {
      throw new IOException("the key that signs bundles cannot be used: " + e.getMessage(), e);
    }
  }

  /** Public keys that may sign bundles, by key id. */
  public Map<String, String> publicKeys() {
    return Map.of(keyId, publicPem);
  }

  SignedBundle sign(Bundle bundle) {
    byte[] payload = Json.bytes(bundle);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(payload);
      return new SignedBundle(keyId, payload, signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the bundle cannot be signed", e);
    }
  }

  /** Whether a bundle carries the signature of a key; what an enforcer does with it, too. */
  public static boolean verifies(SignedBundle bundle, String publicPem) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der(publicPem)));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(bundle.payload());
      return signature.verify(bundle.signature());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static String keyId(byte[] publicDer) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(publicDer))
          .substring(0, 16);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
