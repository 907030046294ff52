package dev.sekisho.manager.identity;

import java.security.PublicKey;
import java.time.Duration;

/** What a stranger with an authority of their own can make. */
public final class ForgedCertificates {
  private ForgedCertificates() {}

  public static String of(CertificateAuthority stranger, String hostId, PublicKey key) {
    return CertificateAuthority.pem(stranger.issueForHost(hostId, key, Duration.ofHours(1)));
  }
}
