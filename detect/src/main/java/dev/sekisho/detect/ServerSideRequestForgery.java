package dev.sekisho.detect;

import java.util.List;

/**
 * Server-side request forgery: an input decides the host, and the host is inside: loopback, a
 * private range, a metadata service, in whatever notation.
 */
public final class ServerSideRequestForgery {
  private ServerSideRequestForgery() {}

  /**
   * Asks about a URL that is about to be fetched.
   *
   * @param resolved the addresses that the host's name stands for, as texts; empty where not known
   */
  public static Detection check(String url, List<String> resolved, Inputs inputs) {
    Detection detection = new Detection();
    Url read = Url.of(url);
    if (!read.hasHost()) {
      return detection;
    }
    boolean inside = Addresses.isInside(read.host());
    for (int i = 0; i < resolved.size() && !inside; i++) {
      inside = Addresses.isInside(Characters.lower(resolved.get(i)));
    }
    if (inside) {
      Hits.overHost(Threat.SERVER_SIDE_REQUEST_FORGERY, url, read, inputs, detection);
    }
    return detection;
  }
}
