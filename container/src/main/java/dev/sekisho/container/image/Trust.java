package dev.sekisho.container.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates a registry may show. */
final class Trust {
  private static final int MAXIMUM_BYTES = 16 << 20;

  private Trust() {}

  /** The system's authorities and those that the user names; with {@code insecure} all. */
  static SSLContext of(RegistryOptions options) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(options), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK speaks TLS", e);
    }
  }

  private static TrustManager @Nullable [] managers(RegistryOptions options)
      throws IOException, GeneralSecurityException {
    if (options.insecure()) {
      return new TrustManager[] {new Everyone()};
    }
    Optional<Path> file = options.authorities();
    if (file.isEmpty()) {
      return null; // The system's.
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int count = 0;
    for (TrustManager manager : managersOf(null)) {
      if (manager instanceof X509TrustManager known) {
        for (X509Certificate each : known.getAcceptedIssuers()) {
          store.setCertificateEntry("system-" + count++, each);
        }
      }
    }
    for (Certificate each : certificates(file.get())) {
      store.setCertificateEntry("user-" + count++, each);
    }
    return managersOf(store);
  }

  private static TrustManager[] managersOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static Iterable<? extends Certificate> certificates(Path file) throws IOException {
    try {
      if (Files.size(file) > MAXIMUM_BYTES) {
        throw Words.problem("registry-authorities", file, Files.size(file) + " bytes");
      }
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      if (certificates.isEmpty()) {
        throw Words.problem("registry-authorities", file, "no certificate");
      }
      return certificates;
    } catch (IOException | GeneralSecurityException e) {
      throw Words.problem(e, "registry-authorities", file, e.toString());
    }
  }

  /** Asked for by {@code --insecure}; the extended form also leaves the host's name unchecked. */
  private static final class Everyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
