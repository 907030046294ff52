package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Problem;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The manager's REST API as the command uses it. Every failure is a problem with an exit code. */
final class ManagerClient {
  /** More than any page of the API; a longer answer is not from our manager. */
  private static final int LONGEST_ANSWER_BYTES = 64 << 20;

  private final Context context;
  private final HttpClient http;

  ManagerClient(Context context) {
    this.context = context;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1);
    if (!context.caFile().isEmpty()) {
      builder.sslContext(Trust.only(java.nio.file.Path.of(context.caFile())));
    }
    this.http = builder.build();
  }

  /** A page of the API as JSON. */
  JsonNode fetch(String path, Map<String, String> query) {
    return json(send(request(path, query).header("Accept", "application/json").GET()));
  }

  JsonNode fetch(String path) {
    return fetch(path, Map.of());
  }

  /** A policy's text as it was written. */
  String fetchYaml(String path) {
    return text(send(request(path, Map.of()).header("Accept", "application/yaml").GET()));
  }

  /** Sends YAML. */
  JsonNode sendYaml(String method, String path, Map<String, String> query, String yaml) {
    return json(
        send(
            request(path, query)
                .header("Accept", "application/json")
                .header("Content-Type", "application/yaml")
                .method(method, BodyPublishers.ofString(yaml))));
  }

  /** Sends JSON; an empty answer is a missing node. */
  JsonNode send(String method, String path, Map<String, String> query, Object body) {
    return json(
        send(
            request(path, query)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.bytes(body)))));
  }

  void delete(String path) {
    send(request(path, Map.of()).header("Accept", "application/json").DELETE());
  }

  /** Server-sent events: lines until the stream ends. */
  InputStream stream(String path, Map<String, String> query) {
    return send(request(path, query).header("Accept", "text/event-stream").GET());
  }

  /** Whether the manager says that it is ready; false also while nobody answers. */
  boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(context.address() + "/health/ready"))
              .timeout(Duration.ofSeconds(5))
              .GET()
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet listening, or still starting: the caller asks again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpRequest.Builder request(String path, Map<String, String> query) {
    String parameters =
        query.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    URI uri =
        URI.create(
            context.address() + "/api/v1/" + path + (parameters.isEmpty() ? "" : "?" + parameters));
    return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + context.token());
  }

  /** A value as part of a path or query. */
  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private InputStream send(HttpRequest.Builder request) {
    HttpResponse<InputStream> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    } catch (IOException e) {
      throw unreachable(Cause.of(e));
    }
    if (response.statusCode() >= 400) {
      throw refused(response.statusCode(), response.body());
    }
    return response.body();
  }

  private Exit.Failure unreachable(String why) {
    return Exit.ENVIRONMENT.because("manager-unreachable", context.address(), why);
  }

  /** The manager's own problem (RFC 9457), or what can be said without one. */
  private Exit.Failure refused(int status, InputStream body) {
    JsonNode problem;
    try (body) {
      problem = Json.mapper().readTree(bounded(body));
    } catch (IOException e) {
      problem = Json.mapper().missingNode();
    }
    Exit exit = status == 401 || status == 403 || status >= 500 ? Exit.ENVIRONMENT : Exit.INPUT;
    String what = problem.path("detail").asText(problem.path("title").asText(""));
    if (what.isEmpty()) {
      return exit.because("manager-refused", status);
    }
    String type = problem.path("type").asText("");
    return exit.because(
        new Problem(
            type.substring(type.lastIndexOf('#') + 1), what, problem.path("fix").asText("")));
  }

  private JsonNode json(InputStream body) {
    try (body) {
      byte[] bytes = bounded(body);
      return bytes.length == 0 ? Json.mapper().missingNode() : Json.read(bytes, JsonNode.class);
    } catch (MalformedException e) {
      throw unreachable("the answer is not JSON: " + Cause.of(e));
    } catch (IOException e) {
      throw unreachable(Cause.of(e));
    }
  }

  private String text(InputStream body) {
    try (body) {
      return new String(bounded(body), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreachable(Cause.of(e));
    }
  }

  private static byte[] bounded(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(LONGEST_ANSWER_BYTES + 1);
    if (bytes.length > LONGEST_ANSWER_BYTES) {
      throw new IOException("the answer is longer than " + LONGEST_ANSWER_BYTES + " bytes");
    }
    return bytes;
  }
}
