package dev.sekisho.manager.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.TestClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class ApiTest {
  private static final String JSON = "application/json";

  @Inject TestClient http;

  @Test
  void everyAnswerCarriesTheSecurityHeaders() {
    for (String path : new String[] {"/api/v1/hosts", "/health/ready", "/no/such/page"}) {
      var headers = http.get(path).headers();
      assertThat(headers.firstValue("Content-Security-Policy"))
          .hasValue(
              "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src"
                  + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
      assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
      assertThat(headers.firstValue("Strict-Transport-Security")).isPresent();
    }
  }

  @Test
  void wrongParametersAreProblemsThatNameThem() {
    for (String query :
        new String[] {
          "limit=0",
          "limit=501",
          "cursor=x",
          "since=yesterday",
          "action=NONSENSE",
          "mode=maybe",
          "q=" + "x".repeat(201)
        }) {
      HttpResponse<String> response = http.get("/api/v1/events?" + query);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(response.body()).contains("bad-request");
    }
  }

  @Test
  void malformedBodiesAreProblems() {
    for (String body : new String[] {"{", "[]", "\"x\"", "{\"validFor\":\"soon\"}", "null"}) {
      HttpResponse<String> response = http.call("POST", "/api/v1/enrolment-tokens", JSON, body);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
    }
  }

  @Test
  void anOversizedBodyIsRefused() {
    HttpResponse<String> response =
        http.call("POST", "/api/v1/policies", "application/yaml", "x".repeat(3 << 20));
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void settingsAreCheckedAndKept() {
    JsonNode before = TestClient.json(http.get("/api/v1/settings"));
    String bad = before.toString().replace("\"PT8H\"", "\"PT0S\"");
    assertThat(http.call("PUT", "/api/v1/settings", JSON, bad).statusCode()).isEqualTo(400);
    String good = before.toString().replace("\"PT15M\"", "\"PT20M\"");
    assertThat(http.call("PUT", "/api/v1/settings", JSON, good).statusCode()).isEqualTo(200);
    assertThat(TestClient.json(http.get("/api/v1/settings")).path("probeInterval").asText())
        .isEqualTo("PT20M");
  }

  @Test
  void theLastAdministratorStays() {
    HttpResponse<String> response = http.call("DELETE", "/api/v1/users/admin", JSON, "");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).contains("last-administrator");
  }

  @Test
  void aUserIsMadeWithAPasswordThatIsShownOnce() {
    JsonNode made =
        TestClient.json(
            http.call("POST", "/api/v1/users", JSON, "{\"name\":\"carol\",\"role\":\"AUDITOR\"}"));
    assertThat(made.path("password").asText()).hasSizeGreaterThan(20);
    assertThat(http.get("/api/v1/users").body())
        .contains("carol")
        .doesNotContain(made.path("password").asText())
        .doesNotContain("argon2");
    assertThat(
            http.call("POST", "/api/v1/users", JSON, "{\"name\":\"carol\",\"role\":\"AUDITOR\"}")
                .statusCode())
        .isEqualTo(409);
    assertThat(http.call("DELETE", "/api/v1/users/carol", JSON, "").statusCode()).isEqualTo(204);
  }

  @Test
  void theApiDescribesItself() {
    String description = http.call("GET", http.console("/api/v1/openapi"), Map.of(), "").body();
    assertThat(description).startsWith("---\nopenapi: 3.1");
    for (Endpoints.Endpoint endpoint : Endpoints.all()) {
      if (!endpoint.isPage()) {
        assertThat(description).contains("\n  " + endpoint.path() + ":\n");
      }
    }
  }

  @Test
  void metricsAreThereForThisMachine() {
    String metrics = http.call("GET", http.console("/metrics"), Map.of(), "").body();
    assertThat(metrics).contains("sekisho_events_stored_total").contains("sekisho_database_up 1.0");
  }
}
