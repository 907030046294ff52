package dev.sekisho.manager.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.MovableClock;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.store.Actor;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class SessionsTest {
  private static final String PASSWORD = "correct horse battery";
  private static final String ADDRESS = "192.0.2.1";

  @Inject TestClient http;
  @Inject Users users;
  @Inject Sessions sessions;
  @Inject MovableClock clock;

  private String user = "";

  @BeforeEach
  void aUserWithAPassword() {
    http.ready();
    user = "u" + UUID.randomUUID();
    String first = users.create(user, Role.OPERATOR, false, Actor.MANAGER);
    Session session = find(login(first)).session().orElseThrow();
    assertThat(users.changePassword(session, first, PASSWORD, Actor.MANAGER))
        .isEqualTo(Users.PasswordChange.DONE);
  }

  private String login(String password) {
    LoginResult result = sessions.login(user, password, ADDRESS);
    assertThat(result).isInstanceOf(LoginResult.Accepted.class);
    return ((LoginResult.Accepted) result).cookie();
  }

  private Principal find(String cookie) {
    return sessions.find(cookie, ADDRESS).orElseThrow();
  }

  @Test
  void eachLoginHasASecretOfItsOwn() {
    String one = login(PASSWORD);
    String other = login(PASSWORD);
    assertThat(one).isNotEqualTo(other);
    assertThat(find(one).session().orElseThrow().csrf())
        .isNotEqualTo(find(other).session().orElseThrow().csrf());
  }

  @Test
  void aSecretThatAnAttackerPlantedIsNeverALogin() {
    assertThat(sessions.find("planted-by-somebody", ADDRESS)).isEmpty();
    login(PASSWORD);
    assertThat(sessions.find("planted-by-somebody", ADDRESS)).isEmpty();
  }

  @Test
  void aOneTimePasswordOpensNothingButTheChangeOfIt() {
    String once = users.resetPassword(user, Actor.MANAGER);
    String cookie = login(once);
    assertThat(find(cookie).mustChangePassword()).isTrue();
    assertThat(call("GET", "/api/v1/hosts", cookie, Map.of()).body())
        .contains("must-change-password");
    assertThat(call("GET", "/api/v1/version", cookie, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void aNewPasswordEndsAllOtherLogins() {
    String here = login(PASSWORD);
    String elsewhere = login(PASSWORD);
    Session session = find(here).session().orElseThrow();
    assertThat(users.changePassword(session, PASSWORD, "another long password", Actor.MANAGER))
        .isEqualTo(Users.PasswordChange.DONE);
    assertThat(sessions.find(here, ADDRESS)).isPresent();
    assertThat(sessions.find(elsewhere, ADDRESS)).isEmpty();
  }

  @Test
  void weakAndWrongPasswordsAreRefused() {
    Session session = find(login(PASSWORD)).session().orElseThrow();
    assertThat(users.changePassword(session, PASSWORD, "short", Actor.MANAGER))
        .isEqualTo(Users.PasswordChange.BAD_LENGTH);
    assertThat(users.changePassword(session, PASSWORD, PASSWORD, Actor.MANAGER))
        .isEqualTo(Users.PasswordChange.TOO_EASY);
    assertThat(users.changePassword(session, "not the present", "long enough now", Actor.MANAGER))
        .isEqualTo(Users.PasswordChange.WRONG_PRESENT);
  }

  @Test
  void anIdleLoginEnds() {
    String cookie = login(PASSWORD);
    clock.ahead(
        Duration.ofHours(8).plusSeconds(1),
        () -> assertThat(sessions.find(cookie, ADDRESS)).isEmpty());
  }

  @Test
  void anOpenLivePageKeepsALoginUpToTheAbsoluteLimit() {
    String cookie = login(PASSWORD);
    for (int hours = 6; hours < 24 * 7; hours += 6) {
      clock.ahead(
          Duration.ofHours(hours), () -> assertThat(sessions.keepAlive(cookie, ADDRESS)).isTrue());
    }
    clock.ahead(
        Duration.ofDays(7).plusSeconds(1),
        () -> assertThat(sessions.keepAlive(cookie, ADDRESS)).isFalse());
  }

  @Test
  void aDisabledUserIsOutAtOnce() {
    String cookie = login(PASSWORD);
    users.change(user, Role.OPERATOR, false, true, Actor.MANAGER);
    assertThat(sessions.find(cookie, ADDRESS)).isEmpty();
    assertThat(sessions.login(user, PASSWORD, ADDRESS)).isInstanceOf(LoginResult.Refused.class);
  }

  @Test
  void afterLogoutTheCookieIsWorthNothing() {
    String cookie = login(PASSWORD);
    sessions.logout(find(cookie).session().orElseThrow(), ADDRESS);
    assertThat(sessions.find(cookie, ADDRESS)).isEmpty();
  }

  @Test
  void guessingIsSlowedDown() {
    for (int i = 0; i < 5; i++) {
      assertThat(sessions.login(user, "guess " + i, "192.0.2." + (10 + i)))
          .isInstanceOf(LoginResult.Refused.class);
    }
    assertThat(sessions.login(user, PASSWORD, "192.0.2.99"))
        .isInstanceOf(LoginResult.TooMany.class);
    clock.ahead(
        Duration.ofSeconds(31),
        () ->
            assertThat(sessions.login(user, PASSWORD, "192.0.2.99"))
                .isInstanceOf(LoginResult.Accepted.class));
  }

  @Test
  void aChangeByABrowserNeedsTheTokenOfItsOwnLogin() {
    String cookie = login(PASSWORD);
    String csrf = find(cookie).session().orElseThrow().csrf();
    String others = find(login(PASSWORD)).session().orElseThrow().csrf();
    assertThat(change(cookie, Map.of())).contains("forged-request");
    assertThat(change(cookie, Map.of("X-CSRF-Token", others))).contains("forged-request");
    assertThat(change(cookie, Map.of("X-CSRF-Token", csrf))).doesNotContain("forged-request");
    assertThat(change(cookie, Map.of("X-CSRF-Token", csrf, "Origin", "https://evil.example")))
        .contains("forged-request");
    assertThat(change(cookie, Map.of("X-CSRF-Token", csrf, "Sec-Fetch-Site", "cross-site")))
        .contains("forged-request");
  }

  @Test
  void aBrowsersCookieDoesNotFillInForABadToken() {
    String cookie = login(PASSWORD);
    assertThat(
            call("GET", "/api/v1/hosts", cookie, Map.of("Authorization", "Bearer skp1.nothing"))
                .statusCode())
        .isEqualTo(401);
  }

  private String change(String cookie, Map<String, String> headers) {
    return call("POST", "/api/v1/enrolment-tokens", cookie, headers).body();
  }

  private HttpResponse<String> call(
      String method, String path, String cookie, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Cookie", Sessions.COOKIE + "=" + cookie);
    all.put("Content-Type", "application/json");
    return http.call(method, http.console(path), all, method.equals("POST") ? "{}" : "");
  }
}
