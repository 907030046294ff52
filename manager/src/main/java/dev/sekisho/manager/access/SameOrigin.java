package dev.sekisho.manager.access;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Whether a request that changes something comes from a page of the console itself. */
final class SameOrigin {
  private SameOrigin() {}

  /**
   * By what browsers say of it and no page can change.
   *
   * @param fetchSite {@code Sec-Fetch-Site}; null from programs that are no browsers
   * @param origin {@code Origin}; null likewise
   * @param host {@code Host}
   */
  static boolean holds(@Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
    if (fetchSite != null && !fetchSite.equals("same-origin") && !fetchSite.equals("none")) {
      return false;
    }
    if (origin == null) {
      return true;
    }
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
