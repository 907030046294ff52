package dev.sekisho.wire;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts servers of one authority only, known by its certificate's hash: as the enrolment token has
 * it, or as the identity's CA certificate gives it. The server sends its CA's certificate as the
 * last of its chain.
 */
final class TrustedAuthority extends X509ExtendedTrustManager {
  private final String authority;
  private final Optional<X509Certificate> known;

  /**
   * @param authority SHA-256 of the certificate, hexadecimal
   * @param known the certificate, where the host has it already: the server need not send it then
   */
  TrustedAuthority(String authority, Optional<X509Certificate> known) {
    this.authority = authority;
    this.known = known;
  }

  /** The server's chain does not come from the authority that is trusted. */
  static final class OtherAuthorityException extends CertificateException {
    private static final long serialVersionUID = 1;

    OtherAuthorityException(String message) {
      super(message);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    managerFor(chain).checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    managerFor(chain).checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    // This form cannot check the server's name.
    throw new CertificateException("a server is only trusted with its name");
  }

  private X509ExtendedTrustManager managerFor(X509Certificate[] chain) throws CertificateException {
    X509Certificate anchor = known.isPresent() ? known.get() : pinned(chain);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", anchor);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) return extended;
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException(e);
    }
    throw new AssertionError("PKIX has an extended trust manager");
  }

  private X509Certificate pinned(X509Certificate[] chain) throws OtherAuthorityException {
    for (X509Certificate certificate : chain) {
      if (Pem.sha256(certificate).equals(authority)) return certificate;
    }
    throw new OtherAuthorityException("no certificate of the chain has the SHA-256 " + authority);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("not a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("not a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("not a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
