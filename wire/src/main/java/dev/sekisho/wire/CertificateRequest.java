package dev.sekisho.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/**
 * A PKCS #10 certificate request for an EC key, written by hand because the JDK has no public class
 * for it and Bouncy Castle would be a tenth of the enforcer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2986">RFC 2986</a>
 */
public final class CertificateRequest {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int ATTRIBUTES = 0xa0;

  /** 2.5.4.3, commonName. */
  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

  /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  private CertificateRequest() {}

  /** A new key on P-256. */
  public static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has P-256", e);
    }
  }

  /**
   * The request in PEM, signed with the key that it is for.
   *
   * @param commonName what the host calls itself; the manager puts the host's id in its place
   */
  public static String pem(KeyPair key, String commonName) {
    byte[] name =
        element(
            SEQUENCE,
            element(
                SET,
                element(
                    SEQUENCE,
                    element(OBJECT_IDENTIFIER, COMMON_NAME),
                    element(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8)))));
    byte[] toSign =
        element(
            SEQUENCE,
            element(INTEGER, new byte[] {0}),
            name,
            key.getPublic().getEncoded(),
            element(ATTRIBUTES));
    byte[] request =
        element(
            SEQUENCE,
            toSign,
            element(SEQUENCE, element(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256)),
            element(BIT_STRING, new byte[] {0}, sign(key, toSign)));
    return Pem.text("CERTIFICATE REQUEST", request);
  }

  private static byte[] sign(KeyPair key, byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a fresh key signs", e);
    }
  }

  /** A tag, the length of its content, the content (X.690, DER). */
  private static byte[] element(int tag, byte[]... content) {
    int length = 0;
    for (byte[] part : content) length += part.length;
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(tag);
    if (length < 0x80) {
      der.write(length);
    } else if (length < 0x100) {
      der.write(0x81);
      der.write(length);
    } else {
      der.write(0x82);
      der.write(length >> 8);
      der.write(length);
    }
    for (byte[] part : content) der.writeBytes(part);
    return der.toByteArray();
  }
}
