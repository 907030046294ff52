package dev.sekisho.enforcer;

import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Credentials;
import dev.sekisho.wire.MalformedException;

/**
 * The host's identity as it lies on disk, in one file so that key and certificate change together.
 *
 * @param manager address of the manager that gave it
 * @param privateKey PKCS #8 in PEM; it never leaves the host
 * @param tokenHash SHA-256 of the token by which it was got, so that the same token is not tried
 *     twice
 * @param identity what the manager gave
 */
record StoredIdentity(
    String manager, String privateKey, String tokenHash, AgentApi.Identity identity) {
  Credentials credentials() throws MalformedException {
    return Credentials.of(privateKey, identity.certificate(), identity.certificateAuthority());
  }

  StoredIdentity with(AgentApi.Identity changed) {
    return new StoredIdentity(manager, privateKey, tokenHash, changed);
  }

  /** Without the key, so that it may stand in a log. */
  @Override
  public String toString() {
    return "identity of " + identity.host().id() + " from " + manager;
  }
}
