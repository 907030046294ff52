package dev.sekisho.manager.identity;

import dev.sekisho.manager.identity.IdentityRefused.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Reads a host's PKCS #10. Only its key is taken from it; names and extensions are ours to give.
 */
final class CertificateRequest {
  private static final int LONGEST = 16 << 10;

  private CertificateRequest() {}

  /**
   * The key, whose owner signed the request.
   *
   * @throws IdentityRefused if the text is no such request or the key is weak
   */
  static PublicKey publicKey(String pem) {
    if (pem.length() > LONGEST) {
      throw new IdentityRefused(Reason.CERTIFICATE_REQUEST_BAD);
    }
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof PKCS10CertificationRequest request
          && request.isSignatureValid(
              new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()))) {
        PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
        if (isStrong(key)) {
          return key;
        }
      }
      throw new IdentityRefused(Reason.CERTIFICATE_REQUEST_BAD);
    } catch (IOException
        | PKCSException
        | OperatorCreationException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      IdentityRefused refused = new IdentityRefused(Reason.CERTIFICATE_REQUEST_BAD);
      refused.initCause(e);
      throw refused;
    }
  }

  private static boolean isStrong(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= 256;
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= 2048;
      case EdECPublicKey ed -> true;
      default -> false;
    };
  }
}
