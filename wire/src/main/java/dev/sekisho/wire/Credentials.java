package dev.sekisho.wire;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The key and certificates by which a host shows who it is.
 *
 * @param key made on the host
 * @param chain the host's certificate first
 * @param authority the CA's certificate, the only one that the manager may show
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain, X509Certificate authority) {
  public Credentials {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) throw new IllegalArgumentException("credentials without a certificate");
  }

  /** Reads the three texts of an identity. */
  public static Credentials of(String keyPem, String chainPem, String authorityPem)
      throws MalformedException {
    return new Credentials(
        Pem.ecPrivateKey(keyPem),
        Pem.certificates(chainPem),
        Pem.certificates(authorityPem).getFirst());
  }

  /** When the certificate ends. */
  public Instant end() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  public boolean expired(Instant now) {
    return now.isAfter(end());
  }

  /** When to ask for the next one: after two thirds of its life. */
  public Instant renewal() {
    Instant begin = chain.getFirst().getNotBefore().toInstant();
    return begin.plus(Duration.between(begin, end()).multipliedBy(2).dividedBy(3));
  }
}
