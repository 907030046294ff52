package dev.sekisho.container.image;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Where a registry is, and how it may be spoken to.
 *
 * @param name as references name it
 * @param base scheme, host and port, ending with a slash
 * @param insecure whether plain HTTP is taken from anyone
 */
record RegistryHost(String name, URI base, boolean insecure) {

  /**
   * Finds out. HTTPS; plain HTTP only from this machine, or with {@code insecure}, and only if no
   * HTTPS is spoken there: a certificate that is not trusted is never a reason.
   */
  static RegistryHost find(String name, HttpClient http, boolean insecure, Duration patience)
      throws IOException {
    String host = name.equals("docker.io") ? "registry-1.docker.io" : name;
    RegistryHost secure = new RegistryHost(name, URI.create("https://" + host + "/"), insecure);
    if (!insecure && !isLoopback(secure.base())) {
      return secure;
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(secure.base().resolve("/v2/")).timeout(patience).build();
      http.send(request, HttpResponse.BodyHandlers.discarding());
      return secure;
    } catch (SSLException e) {
      if (speaksNoTls(e)) {
        return new RegistryHost(name, URI.create("http://" + host + "/"), insecure);
      }
      return secure; // The first request will say what is wrong.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + name + " was asked", e);
    } catch (IOException e) {
      return secure; // As above.
    }
  }

  /** The JDK tells what it met only in words. */
  private static boolean speaksNoTls(SSLException e) {
    return String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message");
  }

  static boolean isLoopback(URI address) {
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  /** Whether an address is this registry's: then it is told who asks. */
  boolean is(URI address) {
    return base.getScheme().equals(address.getScheme())
        && String.valueOf(base.getHost()).equalsIgnoreCase(address.getHost())
        && base.getPort() == address.getPort();
  }

  /** Whether a redirect or a token service there is gone to. */
  boolean mayBeAsked(URI address) {
    if (address.getHost() == null) {
      return false;
    }
    return "https".equals(address.getScheme())
        || ("http".equals(address.getScheme()) && (insecure || isLoopback(address)));
  }
}
