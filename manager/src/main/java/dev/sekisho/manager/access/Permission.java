package dev.sekisho.manager.access;

/** What one may do. Every endpoint declares one, see {@link Needs}. */
public enum Permission {
  /** See everything but secrets. */
  READ,
  /** Make and change policies, as long as that does not lower protection. */
  CHANGE_POLICIES,
  /** Enrol hosts. */
  CHANGE_HOSTS,
  /** Lower protection: delete, disable, Enforce to Audit, exceptions, revoke a host. */
  WEAKEN,
  /** Users, tokens, settings, backup. */
  ADMINISTER
}
