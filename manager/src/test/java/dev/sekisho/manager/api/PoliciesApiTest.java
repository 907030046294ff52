package dev.sekisho.manager.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.access.ApiTokens;
import dev.sekisho.manager.access.Role;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.BundleRevision;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class PoliciesApiTest {
  private static final String YAML = "application/yaml";

  @Inject TestClient http;
  @Inject ApiTokens tokens;
  @Inject BundleRevision revision;

  private String name = "";

  @BeforeEach
  void aNameOfItsOwn() {
    http.ready();
    name = "p" + UUID.randomUUID().toString().substring(0, 8);
  }

  private String policy(String mode, String... names) {
    return """
    apiVersion: sekisho.dev/v1
    kind: Policy
    metadata: {name: %s}
    mode: %s
    controls:
      executableBlocklist: {names: [%s]}
    """
        .formatted(name, mode, String.join(", ", names));
  }

  private HttpResponse<String> put(String yaml, Map<String, String> headers) {
    return as(http.localToken(), "PUT", "/api/v1/policies/" + name, yaml, headers);
  }

  private HttpResponse<String> as(
      String token, String method, String path, String body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Authorization", "Bearer " + token);
    all.put("Content-Type", YAML);
    return http.call(method, http.console(path), all, body);
  }

  private JsonNode stored() {
    return TestClient.json(http.get("/api/v1/policies/" + name));
  }

  @Test
  void aPolicyIsStoredWithItsRevisionsAndRaisesTheBundle() {
    long before = revision.current();
    assertThat(put(policy("audit", "wget"), Map.of()).statusCode()).isEqualTo(200);
    assertThat(put(policy("enforce", "wget"), Map.of()).statusCode()).isEqualTo(200);
    assertThat(revision.current()).isEqualTo(before + 2);
    assertThat(stored().path("revision").asInt()).isEqualTo(2);
    assertThat(stored().path("mode").asText()).isEqualTo("ENFORCE");
    assertThat(stored().path("author").asText()).isEqualTo("token:local");
    JsonNode history =
        TestClient.json(http.get("/api/v1/policies/" + name + "/history")).path("items");
    assertThat(http.get("/api/v1/policies/" + name + "-unknown/history").statusCode())
        .isEqualTo(404);
    assertThat(history.get(0).path("change").asText()).isEqualTo("CHANGED");
    assertThat(history.get(1).path("change").asText()).isEqualTo("CREATED");
    assertThat(history.get(1).path("yaml").asText()).isEqualTo(policy("audit", "wget"));
  }

  @Test
  void anEditDoesNotMoveTheActivation() {
    put(policy("audit", "wget"), Map.of());
    String activated = stored().path("activatedAt").asText();
    put(policy("audit", "wget", "nc"), Map.of());
    assertThat(stored().path("activatedAt").asText()).isEqualTo(activated);
  }

  @Test
  void theSameTextAgainIsNoChange() {
    put(policy("audit", "wget"), Map.of());
    long before = revision.current();
    assertThat(put(policy("audit", "wget"), Map.of()).body()).contains("UNCHANGED");
    assertThat(revision.current()).isEqualTo(before);
  }

  @Test
  void whoReadAnOlderRevisionDoesNotOverwriteANewerOne() {
    HttpResponse<String> first = put(policy("audit", "wget"), Map.of("If-None-Match", "*"));
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(put(policy("audit", "nc"), Map.of("If-None-Match", "*")).statusCode())
        .isEqualTo(412);
    assertThat(put(policy("audit", "nc"), Map.of("If-Match", tag)).statusCode()).isEqualTo(200);
    HttpResponse<String> late = put(policy("audit", "socat"), Map.of("If-Match", tag));
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(late.body()).contains("changed-meanwhile");
  }

  @Test
  void aRollbackMakesTheOldTextANewRevision() {
    put(policy("audit", "wget"), Map.of());
    put(policy("audit", "nc"), Map.of());
    JsonNode answer =
        TestClient.json(http.call("POST", "/api/v1/policies/" + name + "/rollback?to=1", YAML, ""));
    assertThat(answer.path("revision").asInt()).isEqualTo(3);
    assertThat(stored().path("yaml").asText()).isEqualTo(policy("audit", "wget"));
  }

  @Test
  void aTextWithErrorsStoresNothingAndNamesThePlace() {
    String text = policy("audit", "wget") + "---\n" + policy("audit", "nc").replace("mode", "mood");
    HttpResponse<String> response = http.call("POST", "/api/v1/policies", YAML, text);
    assertThat(response.statusCode()).isEqualTo(422);
    JsonNode problem = TestClient.json(response);
    assertThat(problem.path("type").asText()).endsWith("#policy-rejected");
    // The second document begins after the seven lines of the first and its marker.
    assertThat(problem.path("diagnostics").get(0).path("line").asInt()).isGreaterThan(7);
    assertThat(http.get("/api/v1/policies/" + name).statusCode()).isEqualTo(404);
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNothing() {
    HttpResponse<String> response =
        http.call("POST", "/api/v1/policies?dryRun=true", YAML, policy("audit", "wget"));
    assertThat(response.body()).contains("CREATED");
    assertThat(http.get("/api/v1/policies/" + name).statusCode()).isEqualTo(404);
  }

  @Test
  void aTextUnderAnotherNameIsRefused() {
    HttpResponse<String> response =
        as(
            http.localToken(),
            "PUT",
            "/api/v1/policies/other" + name,
            policy("audit", "wget"),
            Map.of());
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("name-differs");
  }

  @Test
  void anOperatorStrengthensAndDoesNotWeaken() {
    String operator =
        tokens.create("op", Role.OPERATOR, false, Optional.empty(), Actor.MANAGER).secret();
    String path = "/api/v1/policies/" + name;
    assertThat(as(operator, "PUT", path, policy("audit", "wget"), Map.of()).statusCode())
        .isEqualTo(200);
    assertThat(as(operator, "PUT", path, policy("enforce", "wget"), Map.of()).statusCode())
        .isEqualTo(200);
    for (String weaker :
        new String[] {
          policy("audit", "wget"),
          policy("enforce", "nc"),
          policy("enforce", "wget") + "enabled: false\n",
          policy("enforce", "wget") + "scope: image.repository == \"x\"\n",
          policy("enforce", "wget") + "except: image.repository == \"x\"\n"
        }) {
      HttpResponse<String> refused = as(operator, "PUT", path, weaker, Map.of());
      assertThat(refused.statusCode()).as(weaker).isEqualTo(403);
      assertThat(refused.body()).contains("weakens-protection");
    }
    assertThat(as(operator, "DELETE", path, "", Map.of()).statusCode()).isEqualTo(403);
    assertThat(stored().path("revision").asInt()).isEqualTo(2);
  }

  @Test
  void whatWeakensIsInTheAuditLogAndAnEvent() throws InterruptedException {
    put(policy("enforce", "wget"), Map.of());
    assertThat(http.call("DELETE", "/api/v1/policies/" + name, YAML, "").statusCode())
        .isEqualTo(200);
    JsonNode newest = TestClient.json(http.get("/api/v1/audit-log?limit=20")).path("items");
    JsonNode entry = find(newest, "subject", name);
    assertThat(entry.path("action").asText()).isEqualTo("policy.deleted");
    assertThat(entry.path("weakens").asBoolean()).isTrue();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (true) {
      JsonNode events =
          TestClient.json(http.get("/api/v1/events?host=manager&q=" + name)).path("items");
      if (!events.isEmpty()) {
        assertThat(events.get(0).path("event").path("id").asText())
            .isEqualTo("protection-weakened");
        return;
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static JsonNode find(JsonNode items, String field, String value) {
    for (JsonNode item : items) {
      if (item.path(field).asText().equals(value)) {
        return item;
      }
    }
    throw new AssertionError("no " + field + " " + value + " in " + items);
  }

  @Test
  void namesThatAreWrittenLikePathsFindNothingAndBreakNothing() {
    for (String attack :
        new String[] {"..%2f..%2fetc%2fpasswd", "%2e%2e", "x'%20or%20'1'='1", "%00", "%ff"}) {
      assertThat(http.get("/api/v1/policies/" + attack).statusCode()).as(attack).isIn(400, 404);
    }
  }

  @Test
  void aTextOverTheLimitIsRefused() {
    HttpResponse<String> response =
        http.call(
            "POST", "/api/v1/policies", YAML, policy("audit", "wget") + "# " + "x".repeat(1 << 20));
    assertThat(response.statusCode()).isIn(413, 422);
  }

  @Test
  void problemsSpeakTheReadersLanguage() {
    HttpResponse<String> response =
        as(
            http.localToken(),
            "GET",
            "/api/v1/policies/no-such-policy",
            "",
            Map.of("Accept-Language", "ja,en;q=0.5"));
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(TestClient.json(response).path("detail").asText())
        .isEqualTo("no-such-policyは存在しません。");
  }

  @Test
  void checkNamesWhatIsWrongAndStoresNothing() {
    JsonNode check =
        TestClient.json(
            http.call(
                "POST",
                "/api/v1/policies/check",
                YAML,
                policy("audit", "wget").replace("executableBlocklist", "executableBlocklst")));
    assertThat(check.path("valid").asBoolean()).isFalse();
    assertThat(check.path("diagnostics").get(0).path("what").asText())
        .contains("executableBlocklist");
  }
}
