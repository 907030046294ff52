package dev.sekisho.container.image;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a registry is, and how it may be spoken to.
 *
 * @param name as references name it
 * @param base scheme, host and port, ending with a slash
 * @param insecure whether plain HTTP is taken from anyone
 */
record RegistryHost(String name, URI base, boolean insecure) {

  /**
   * Finds out. HTTPS; plain HTTP only from this machine, or with {@code insecure}, and only if a
   * registry answers so: a certificate that is not trusted is never a reason. Nobody is told who
   * asks.
   */
  static RegistryHost find(String name, HttpClient http, boolean insecure, Duration patience)
      throws IOException {
    String host = name.equals("docker.io") ? "registry-1.docker.io" : name;
    RegistryHost secure = new RegistryHost(name, URI.create("https://" + host + "/"), insecure);
    RegistryHost plain = new RegistryHost(name, URI.create("http://" + host + "/"), insecure);
    boolean mayBePlain = insecure || isLoopback(secure.base());
    return mayBePlain && plain.answers(http, patience) ? plain : secure;
  }

  /** Servers that want TLS answer plain HTTP with 400 or with nothing that can be read. */
  private boolean answers(HttpClient http, Duration patience) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve("/v2/")).timeout(patience).build();
    try {
      return switch (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()) {
        case 200, 401, 403, 404, 429, 503 -> true;
        default -> false;
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + name + " was asked", e);
    } catch (IOException e) {
      return false; // The first request by HTTPS will say what is wrong.
    }
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
