package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.wire.CertificateRequest;
import dev.sekisho.wire.Credentials;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The file in which an enforcer keeps its identity, which a test can make older than it is.
 *
 * @param file {@code identity.json}
 */
record StoredIdentityFile(Path file) {
  private static final String PASSWORD = "in-a-test-only";

  static StoredIdentityFile of(RealEnforcer enforcer) {
    return new StoredIdentityFile(enforcer.data().resolve("identity/identity.json"));
  }

  private ObjectNode read() {
    try {
      return (ObjectNode) Json.read(Files.readAllBytes(file), JsonNode.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  String hostId() {
    return read().path("identity").path("host").path("id").asText();
  }

  String certificate() {
    return read().path("identity").path("certificate").asText();
  }

  /** What the enforcer's client needs. */
  Credentials credentials() {
    JsonNode whole = read();
    JsonNode identity = whole.path("identity");
    try {
      return Credentials.of(
          whole.path("privateKey").asText(),
          identity.path("certificate").asText(),
          identity.path("certificateAuthority").asText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Puts a certificate in place that the manager's own authority signed.
   *
   * @param begin as {@code keytool -startdate}, such as {@code -40d}
   */
  void age(RealManager manager, String begin, int validDays) {
    KeyPair key = CertificateRequest.newKey();
    ObjectNode whole = read();
    try {
      whole.put("privateKey", Pem.text("PRIVATE KEY", key.getPrivate().getEncoded()));
      ((ObjectNode) whole.path("identity"))
          .put("certificate", signed(manager, key, begin, validDays));
      Files.write(file, Json.bytes(whole));
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The JDK can sign certificates with a command only. */
  private String signed(RealManager manager, KeyPair key, String begin, int validDays)
      throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory(manager.directory(), "aged");
    Path identity = manager.data().manager().resolve("identity");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "ca",
        Pem.ecPrivateKey(Files.readString(identity.resolve("ca.key"))),
        PASSWORD.toCharArray(),
        Pem.certificates(Files.readString(identity.resolve("ca.pem"))).toArray(Certificate[]::new));
    try (var out = Files.newOutputStream(directory.resolve("ca.p12"))) {
      store.store(out, PASSWORD.toCharArray());
    }
    Files.writeString(directory.resolve("request"), CertificateRequest.pem(key, hostId()));
    List<String> command =
        new ArrayList<>(
            List.of(RealManager.home().java().resolve("bin/keytool").toString(), "-gencert"));
    command.addAll(List.of("-keystore", directory.resolve("ca.p12").toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-alias", "ca", "-rfc"));
    command.addAll(List.of("-dname", "CN=" + hostId() + ",O=Sekisho host"));
    command.addAll(List.of("-startdate", begin, "-validity", Integer.toString(validDays)));
    command.addAll(List.of("-ext", "EKU=clientAuth"));
    command.addAll(List.of("-infile", directory.resolve("request").toString()));
    command.addAll(List.of("-outfile", directory.resolve("certificate").toString()));
    SystemUser.Outcome outcome = SystemUser.run(command);
    if (outcome.code() != 0) {
      throw new AssertionError(outcome.text());
    }
    return Files.readString(directory.resolve("certificate"));
  }
}
