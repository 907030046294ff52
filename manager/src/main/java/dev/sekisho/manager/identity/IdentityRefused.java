package dev.sekisho.manager.identity;

/** A host's identity, or its wish for one, was refused. */
public final class IdentityRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why; the kebab-case form is the id of the problem. */
  public enum Reason {
    /** No such token was ever made. */
    TOKEN_WRONG,
    TOKEN_USED,
    TOKEN_EXPIRED,
    /** The request for a certificate is malformed, signed with another key, or its key is weak. */
    CERTIFICATE_REQUEST_BAD,
    /** Another host with this machine id is enrolled, or two machines use one identity. */
    DUPLICATE_IDENTITY,
    /** The call came without a client certificate. */
    CERTIFICATE_MISSING,
    /** The certificate was not issued by this manager. */
    CERTIFICATE_UNKNOWN,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_REVOKED;

    /** Id of the problem. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;

  public IdentityRefused(Reason reason) {
    super(reason.id());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
