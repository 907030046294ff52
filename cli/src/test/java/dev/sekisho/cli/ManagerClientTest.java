package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.sekisho.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagerClientTest {
  private HttpServer server;
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private int status = 200;
  private String answer = "{}";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ManagerClient client() {
    return new ManagerClient(new Context(address(), "", "token"));
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static Problem problem(Exit.Failure failure) {
    return failure.problem(Captured.english().terminal.texts());
  }

  @Test
  void valuesOfAQueryCannotBecomeOtherParameters() {
    client().fetch("events", Map.of("q", "a&limit=1 ü", "host", ""));
    assertThat(asked.get()).isEqualTo("GET /api/v1/events?q=a%26limit%3D1%20%C3%BC Bearer token");
  }

  @Test
  void theManagersProblemIsShownAsItIs() {
    status = 409;
    answer =
        """
        {"type":"https://x/docs/problems.md#policy-weakens","title":"No","detail":"shop would weaken","fix":"ask an administrator"}
        """;
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> client().delete("policies/shop"))
        .satisfies(
            failure -> {
              assertThat(failure.exit()).isEqualTo(Exit.INPUT);
              assertThat(problem(failure))
                  .isEqualTo(
                      new Problem("policy-weakens", "shop would weaken", "ask an administrator"));
            });
  }

  @Test
  void aRefusalWithoutWordsNamesItsStatus() {
    status = 503;
    answer = "<html>proxy</html>";
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> client().fetch("workloads"))
        .satisfies(
            failure -> {
              assertThat(failure.exit()).isEqualTo(Exit.ENVIRONMENT);
              assertThat(problem(failure).what()).contains("503");
            });
  }

  @Test
  void anAnswerThatIsNotJsonIsAProblemAndNotACrash() {
    answer = "{\"items\": [";
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> client().fetch("workloads"))
        .satisfies(failure -> assertThat(problem(failure).what()).contains("not JSON"));
  }

  @Test
  void nobodyListeningIsSaid() {
    ManagerClient client = client();
    server.stop(0);
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> client.fetch("workloads"))
        .satisfies(
            failure -> {
              assertThat(failure.exit()).isEqualTo(Exit.ENVIRONMENT);
              assertThat(problem(failure).what()).contains(address());
            });
    assertThat(client.isReady()).isFalse();
  }

  @Test
  void anEmptyAnswerIsAMissingNode() {
    status = 204;
    answer = "";
    assertThat(client().send("POST", "policies/a/rollback", Map.of(), Map.of()).isMissingNode())
        .isTrue();
  }
}
