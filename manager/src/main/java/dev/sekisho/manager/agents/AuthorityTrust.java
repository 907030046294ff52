package dev.sekisho.manager.agents;

import dev.sekisho.manager.identity.CertificateAuthority;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Lets a connection come about with any certificate that our authority signed, ended ones included:
 * {@code HostIdentities} looks at the rest, and can then say in words what is wrong, where the
 * handshake could only break off.
 */
final class AuthorityTrust implements X509TrustManager {
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

  private final CertificateAuthority authority;

  AuthorityTrust(CertificateAuthority authority) {
    this.authority = authority;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (chain.length == 0 || !authority.signed(chain[0])) {
      throw new CertificateException("not issued by this manager");
    }
    if (chain[0].getExtendedKeyUsage() == null
        || !chain[0].getExtendedKeyUsage().contains(CLIENT_AUTHENTICATION)) {
      throw new CertificateException("not a client's certificate");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority.certificate()};
  }
}
