package dev.sekisho.wire;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys and certificates as text (RFC 7468). Texts from outside are bounded by whoever hands them.
 */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END ([A-Z ]{1,40})-----");

  private Pem() {}

  /** One block with lines of 64 characters. */
  public static String text(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The certificates of a text in their order, at least one. */
  public static List<X509Certificate> certificates(String pem) throws MalformedException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : blocks(pem, "CERTIFICATE")) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (CertificateException e) {
      throw new MalformedException("not a certificate: " + e.getMessage(), e);
    }
    return List.copyOf(certificates);
  }

  /** An EC private key in PKCS #8. */
  public static PrivateKey ecPrivateKey(String pem) throws MalformedException {
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(blocks(pem, "PRIVATE KEY").getFirst()));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("not an EC private key", e);
    }
  }

  /** An Ed25519 public key, as bundles are signed with. */
  public static PublicKey ed25519PublicKey(String pem) throws MalformedException {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(blocks(pem, "PUBLIC KEY").getFirst()));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("not an Ed25519 public key", e);
    }
  }

  /** SHA-256 of a certificate in DER, lower-case hexadecimal, as enrolment tokens carry it. */
  public static String sha256(X509Certificate certificate) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private static List<byte[]> blocks(String pem, String label) throws MalformedException {
    List<byte[]> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (!block.group(1).equals(label) || !block.group(3).equals(label)) continue;
      try {
        blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
      } catch (IllegalArgumentException e) {
        throw new MalformedException("PEM block " + label + " is not base64", e);
      }
    }
    if (blocks.isEmpty()) throw new MalformedException("no PEM block " + label);
    return blocks;
  }
}
