package dev.sekisho.detect;

/**
 * Open redirect: an input decides to which other host a browser is sent. Which hosts are allowed is
 * for the ordered rules of the policy.
 */
public final class OpenRedirect {
  private OpenRedirect() {}

  /**
   * Asks about a redirect that is about to be sent.
   *
   * @param ownHost the host that the request was sent to, in lower case without a port
   */
  public static Detection check(String location, String ownHost, Inputs inputs) {
    Detection detection = new Detection();
    Url read = Url.of(location);
    if (read.hasHost() && !read.host().equals(ownHost)) {
      Hits.overHost(Threat.OPEN_REDIRECT, location, read, inputs, detection);
    }
    return detection;
  }
}
