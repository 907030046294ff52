package dev.sekisho.manager;

import dev.sekisho.manager.access.ApiTokens;
import dev.sekisho.manager.access.Role;
import dev.sekisho.manager.access.Sessions;
import dev.sekisho.manager.access.Users;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.Author;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.policy.PolicyText;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What a manager without users or policies gives itself, so that it is of use at once. */
@Singleton
final class FirstStart {
  private static final Logger LOG = Logger.getLogger(FirstStart.class);
  private static final String ADMINISTRATOR = "admin";
  private static final String LOCAL = "local";

  private final ManagerConfiguration configuration;
  private final Users users;
  private final ApiTokens tokens;
  private final Policies policies;

  FirstStart(
      ManagerConfiguration configuration,
      Users users,
      Sessions sessions,
      ApiTokens tokens,
      Policies policies) {
    this.configuration = configuration;
    this.users = users;
    this.tokens = tokens;
    this.policies = policies;
    sessions.afterLogin(this::forgetOneTimePassword);
  }

  void run() {
    try {
      makeAdministrator();
      makeLocalToken();
      applyStarterPolicy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path firstLogin() {
    return configuration.data().resolve("first-login");
  }

  private void makeAdministrator() throws IOException {
    if (users.list().isEmpty()) {
      String password = users.create(ADMINISTRATOR, Role.ADMINISTRATOR, true, Actor.MANAGER);
      writeSecret(firstLogin(), password);
      LOG.infof("made the user %s; the one-time password is in %s", ADMINISTRATOR, firstLogin());
    }
  }

  private void forgetOneTimePassword(String user) {
    if (user.equals(ADMINISTRATOR)) {
      try {
        Files.deleteIfExists(firstLogin());
      } catch (IOException e) {
        LOG.errorf(
            e,
            "%s could not be deleted; its password must be changed at the login anyway",
            firstLogin());
      }
    }
  }

  /** For the command line on this machine. */
  private void makeLocalToken() throws IOException {
    Path file = configuration.data().resolve("local-token");
    Optional<String> present =
        Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    if (present.flatMap(secret -> tokens.find(secret, "")).isPresent()) {
      return;
    }
    tokens.list().stream()
        .filter(
            token -> token.name().equals(LOCAL) && token.createdBy().equals(Actor.MANAGER.name()))
        .forEach(token -> tokens.revoke(token.id(), Actor.MANAGER));
    writeSecret(
        file,
        tokens.create(LOCAL, Role.ADMINISTRATOR, true, Optional.empty(), Actor.MANAGER).secret());
  }

  private void applyStarterPolicy() throws IOException {
    if (policies.everHadOne()) {
      return;
    }
    try (InputStream starter = PolicyText.class.getResourceAsStream("starter-audit.yaml")) {
      if (starter == null) {
        LOG.error("this build has no starter policy; begin with one of your own");
        return;
      }
      String yaml = new String(starter.readAllBytes(), StandardCharsets.UTF_8);
      policies.apply("starter-audit.yaml", yaml, Author.MANAGER, false);
    }
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret + "\n");
  }
}
