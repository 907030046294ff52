package dev.sekisho.manager.identity;

import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The manager's certificate authority: an EC P-256 key that signs the certificate of the manager's
 * listeners and those of hosts. It is made at the first start, or is one that the operator gives.
 */
public final class CertificateAuthority {
  private static final Duration OWN_LIFETIME = Duration.ofDays(3650);
  private static final Duration SERVER_LIFETIME = Duration.ofDays(90);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Clock clock;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /**
   * The authority of a directory, made if there is none.
   *
   * @param directory holds {@code ca.pem} and {@code ca.key}
   * @param given a PEM file with the certificate and the key of the operator's own authority
   * @throws ProblemException if the given file is not of use
   */
  public static CertificateAuthority open(Path directory, Optional<Path> given, Clock clock)
      throws IOException {
    Path certificateFile = directory.resolve("ca.pem");
    Path keyFile = directory.resolve("ca.key");
    if (given.isPresent()) {
      Pem.Contents contents = readGiven(given.get(), clock);
      Pem.replace(keyFile, keyPem(contents.key().orElseThrow()), true);
      Pem.replace(certificateFile, pem(contents.certificate().orElseThrow()), false);
    } else if (!Files.exists(certificateFile)) {
      KeyPair pair = newKey();
      X509Certificate made = selfSigned(pair, clock);
      Pem.replace(keyFile, keyPem(pair.getPrivate()), true);
      Pem.replace(certificateFile, pem(made), false);
    }
    return new CertificateAuthority(
        Pem.read(Files.readString(certificateFile)).certificate().orElseThrow(),
        Pem.read(Files.readString(keyFile)).key().orElseThrow(),
        clock);
  }

  private static Pem.Contents readGiven(Path file, Clock clock) {
    Pem.Contents contents;
    try {
      contents = Pem.read(Files.readString(file));
    } catch (IOException e) {
      throw badFile(file, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    if (contents.certificate().isEmpty() || contents.key().isEmpty()) {
      throw badFile(file, StartProblem.words("ca.why.incomplete"));
    }
    X509Certificate certificate = contents.certificate().get();
    if (certificate.getBasicConstraints() < 0) {
      throw badFile(file, StartProblem.words("ca.why.no-authority"));
    }
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (clock.instant().isAfter(end)) {
      throw badFile(file, StartProblem.words("ca.why.expired", end));
    }
    if (clock.instant().isBefore(begin)) {
      throw badFile(file, StartProblem.words("ca.why.not-yet", begin));
    }
    if (!belongTogether(certificate, contents.key().get())) {
      throw badFile(file, StartProblem.words("ca.why.mismatch"));
    }
    return contents;
  }

  /** Whether what the key signs is what the certificate verifies. */
  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    byte[] content = new byte[32];
    new SecureRandom().nextBytes(content);
    try {
      Signature signer = Signature.getInstance(algorithm(key));
      signer.initSign(key);
      signer.update(content);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm(key));
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(content);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // keys of two kinds
    }
  }

  private static ProblemException badFile(Path file, String why) {
    return StartProblem.exception("manager-bad-ca-file", file, why);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate as PEM. */
  public String pem() {
    return pem(certificate);
  }

  /** SHA-256 of the certificate as DER, in hexadecimal: the last part of enrolment tokens. */
  public String fingerprint() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a certificate that was read has a digest", e);
    }
  }

  /** Whether this authority signed the certificate; its dates are not looked at. */
  public boolean signed(X509Certificate other) {
    try {
      other.verify(certificate.getPublicKey());
      return other.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * Makes a certificate of a host.
   *
   * @param publicKey the host's; the private key never leaves it
   */
  X509Certificate issueForHost(String hostId, PublicKey publicKey, Duration lifetime) {
    return issue(
        "CN=" + hostId + ",O=Sekisho host",
        publicKey,
        lifetime,
        KeyPurposeId.id_kp_clientAuth,
        List.of());
  }

  /**
   * Makes or renews the certificate of the listeners where it is missing, ends within a third of
   * its life, or has other names.
   *
   * @param directory gets {@code server.pem} (with the chain) and {@code server.key}
   * @return whether it was made anew
   */
  public boolean refreshServerCertificate(Path directory, List<String> names) throws IOException {
    Path certificateFile = directory.resolve("server.pem");
    if (Files.exists(certificateFile) && isGood(certificateFile, names)) {
      return false;
    }
    KeyPair pair = newKey();
    List<GeneralName> alternatives = names.stream().map(CertificateAuthority::name).toList();
    X509Certificate made =
        issue(
            "CN=Sekisho manager",
            pair.getPublic(),
            SERVER_LIFETIME,
            KeyPurposeId.id_kp_serverAuth,
            alternatives);
    Pem.replace(directory.resolve("server.key"), keyPem(pair.getPrivate()), true);
    Pem.replace(certificateFile, pem(made) + pem(), false);
    return true;
  }

  private boolean isGood(Path file, List<String> names) throws IOException {
    Optional<X509Certificate> present = Pem.read(Files.readString(file)).certificate();
    if (present.isEmpty() || !signed(present.get())) {
      return false;
    }
    Instant renewal = present.get().getNotAfter().toInstant().minus(SERVER_LIFETIME.dividedBy(3));
    try {
      List<String> has =
          present.get().getSubjectAlternativeNames().stream()
              .map(entry -> String.valueOf(entry.get(1)))
              .toList();
      return clock.instant().isBefore(renewal)
          && has.equals(names.stream().map(CertificateAuthority::canonical).toList());
    } catch (java.security.cert.CertificateParsingException e) {
      return false;
    }
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
  }

  /** As the JDK writes it when it reads it back. */
  private static String canonical(String name) {
    return isAddress(name) ? InetAddress.ofLiteral(name).getHostAddress() : name;
  }

  private static GeneralName name(String name) {
    return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private X509Certificate issue(
      String subject,
      PublicKey publicKey,
      Duration lifetime,
      KeyPurposeId purpose,
      List<GeneralName> names) {
    Instant now = clock.instant();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
            serial(),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(lifetime)),
            new X500Name(subject),
            publicKey);
    try {
      JcaX509ExtensionUtils utilities = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          utilities.createAuthorityKeyIdentifier(certificate));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, utilities.createSubjectKeyIdentifier(publicKey));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return sign(builder, key);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("the certificate authority cannot sign", e);
    }
  }

  private static X509Certificate selfSigned(KeyPair pair, Clock clock) {
    Instant now = clock.instant();
    // The serial in the name tells the authorities of two managers apart in a browser's list.
    X500Name name =
        new X500Name("CN=Sekisho CA " + HexFormat.of().toHexDigits(new SecureRandom().nextInt()));
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial(),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(OWN_LIFETIME)),
            name,
            pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return sign(builder, pair.getPrivate());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("no certificate authority can be made", e);
    }
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm(key)).build(key)));
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm();
    };
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has EC P-256", e);
    }
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom()).setBit(126);
  }

  static String pem(X509Certificate certificate) {
    try {
      return Pem.write("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a certificate that exists has an encoding", e);
    }
  }

  private static String keyPem(PrivateKey key) {
    return Pem.write("PRIVATE KEY", key.getEncoded());
  }
}
