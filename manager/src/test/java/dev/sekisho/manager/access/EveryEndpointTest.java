package dev.sekisho.manager.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.api.Endpoints;
import dev.sekisho.manager.api.Endpoints.Endpoint;
import dev.sekisho.manager.store.Actor;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint there is, found by looking at the classes, so that a new one cannot be forgotten.
 */
@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class EveryEndpointTest {
  @Inject TestClient http;
  @Inject ApiTokens tokens;

  @Test
  void declaresWhoMayCallIt() {
    List<Endpoint> all = Endpoints.all();
    assertThat(all).hasSizeGreaterThan(25);
    assertThat(all).filteredOn(e -> Access.of(e.method()).isEmpty()).isEmpty();
  }

  @Test
  void refusesWhoHasNotSignedIn() {
    for (Endpoint endpoint : Endpoints.all()) {
      if (Access.of(endpoint.method()).orElseThrow() instanceof Access.Everybody) {
        continue;
      }
      int status = call(endpoint, Map.of()).statusCode();
      assertThat(status).as(endpoint.toString()).isIn(endpoint.isPage() ? 303 : 401, 401);
    }
  }

  @Test
  void refusesEachRoleThatLacksItsPermission() {
    http.ready();
    for (Role role : Role.values()) {
      String secret = tokens.create("t", role, false, Optional.empty(), Actor.MANAGER).secret();
      for (Endpoint endpoint : Endpoints.all()) {
        if (Access.of(endpoint.method()).orElseThrow() instanceof Access.With(Permission needed)
            && !role.permissions(false).contains(needed)) {
          HttpResponse<String> response =
              call(endpoint, Map.of("Authorization", "Bearer " + secret));
          assertThat(response.statusCode()).as("%s as %s", endpoint, role).isEqualTo(403);
        }
      }
    }
  }

  @Test
  void refusesATokenThatWasRevokedOrHasEnded() {
    http.ready();
    ApiTokens.Made made = tokens.create("t", Role.AUDITOR, false, Optional.empty(), Actor.MANAGER);
    Map<String, String> headers = Map.of("Authorization", "Bearer " + made.secret());
    assertThat(http.call("GET", http.console("/api/v1/hosts"), headers, "").statusCode())
        .isEqualTo(200);
    tokens.revoke(made.token().id(), Actor.MANAGER);
    assertThat(http.call("GET", http.console("/api/v1/hosts"), headers, "").statusCode())
        .isEqualTo(401);
  }

  private HttpResponse<String> call(Endpoint endpoint, Map<String, String> headers) {
    Map<String, String> all = new java.util.HashMap<>(headers);
    all.put("Content-Type", endpoint.consumes());
    return http.call(
        endpoint.verb(),
        http.console(endpoint.samplePath()),
        all,
        endpoint.verb().equals("GET") ? "" : "{}");
  }
}
