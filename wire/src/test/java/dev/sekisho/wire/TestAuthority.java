package dev.sekisho.wire;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A certificate authority for tests. */
final class TestAuthority {
  final KeyPair key = CertificateRequest.newKey();
  final X509Certificate certificate;
  private long serial = 1;

  private final String serverAddress;

  TestAuthority() {
    this("127.0.0.1");
  }

  /** One whose servers' certificates are for this address. */
  TestAuthority(String serverAddress) {
    this.serverAddress = serverAddress;
    this.certificate = issue(key.getPublic(), "Test CA", Duration.ofDays(1), true);
  }

  /** A server's certificate for its address. */
  X509Certificate server(PublicKey of) {
    return issue(of, "manager", Duration.ofDays(1), false);
  }

  /** A client's certificate; a negative life makes one that has ended. */
  X509Certificate client(PublicKey of, String host, Duration life) {
    return issue(of, host, life, false);
  }

  /** Checks the proof of possession, as a manager must. */
  static PublicKey requested(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new AssertionError("the request's signature does not fit");
      }
      return key;
    } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate issue(PublicKey of, String name, Duration life, boolean authority) {
    Instant now = Instant.now();
    Instant begin = now.minus(Duration.ofHours(1));
    PrivateKey signer = key.getPrivate();
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Test CA"),
              BigInteger.valueOf(serial++),
              Date.from(life.isNegative() ? begin.minus(Duration.ofDays(1)) : begin),
              Date.from(now.plus(life)),
              new X500Name("CN=" + name),
              of);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {new GeneralName(GeneralName.iPAddress, serverAddress)}));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  static String pem(X509Certificate... certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(Pem.text("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return text.toString();
  }
}
