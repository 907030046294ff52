package dev.sekisho.manager.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who makes the present request; set by {@link AccessFilter} before the endpoint is called. */
@RequestScoped
public class Caller {
  private Optional<Principal> principal = Optional.empty();
  private String cookie = "";
  private String address = "";

  void is(Optional<Principal> who, String fromAddress, String withCookie) {
    principal = who;
    address = fromAddress;
    cookie = withCookie;
  }

  /**
   * Who it is.
   *
   * @throws IllegalStateException on an endpoint that is {@link Open} and called without a login
   */
  public Principal principal() {
    return principal.orElseThrow(() -> new IllegalStateException("nobody is signed in"));
  }

  /** Empty for somebody who is not signed in, on an endpoint that is {@link Open}. */
  public Optional<Principal> maybe() {
    return principal;
  }

  /** The address that the request came from. */
  public String address() {
    return address;
  }

  /** Value of the cookie of the login, for {@link Sessions#keepAlive}; empty without one. */
  public String cookie() {
    return cookie;
  }
}
