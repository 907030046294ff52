package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who asks a registry: by user and password, or by tokens that its token service gives. Safe for
 * many threads.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token
 *     authentication</a>
 */
final class RegistryLogin {
  private static final int ANSWER_BYTES = 1 << 20;

  private final RegistryHost host;
  private final DockerCredentials.Known known;
  private final Map<String, String> headers = new ConcurrentHashMap<>();

  /** How requests to the token service are sent. */
  interface Sender {
    RegistryClient.Answer send(HttpRequest.Builder request) throws IOException;
  }

  RegistryLogin(RegistryHost host, DockerCredentials.Known known) {
    this.host = host;
    this.known = known;
  }

  /** What is sent with requests for a scope; empty until the registry has asked. */
  Optional<String> header(String scope) {
    return Optional.ofNullable(headers.get(scope));
  }

  /**
   * Answers a challenge, so that {@link #header} has what the registry wants.
   *
   * @throws dev.sekisho.model.ProblemException if it wants what cannot be given
   */
  void challenged(Map<String, List<String>> answer, String scope, Sender sender)
      throws IOException {
    List<Challenge> challenges = new ArrayList<>();
    answer.forEach(
        (name, values) -> {
          if (name.equalsIgnoreCase("WWW-Authenticate")) {
            values.forEach(value -> challenges.addAll(Challenge.parse(value)));
          }
        });
    for (Challenge each : challenges) {
      if (each.scheme().equals("bearer")) {
        headers.put(scope, "Bearer " + token(each, scope, sender));
        return;
      }
    }
    for (Challenge each : challenges) {
      if (each.scheme().equals("basic")
          && known instanceof DockerCredentials.Known.Password password) {
        headers.put(scope, basic(password.credentials()));
        return;
      }
    }
    throw Words.problem("registry-denied", host.name(), scope, known());
  }

  /** Whether anyone was named, for a message. */
  private String known() {
    return switch (known) {
      case DockerCredentials.Known.Anonymous anonymous -> Words.of("anonymous");
      case DockerCredentials.Known.Password password -> password.credentials().user();
      case DockerCredentials.Known.Identity identity -> identity.toString();
    };
  }

  private static String basic(RegistryOptions.Credentials credentials) {
    String pair = credentials.user() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String token(Challenge challenge, String scope, Sender sender) throws IOException {
    String realm = challenge.parameters().getOrDefault("realm", "");
    String service = challenge.parameters().getOrDefault("service", "");
    String wanted = challenge.parameters().getOrDefault("scope", scope);
    HttpRequest.Builder request =
        switch (known) {
          case DockerCredentials.Known.Anonymous anonymous -> get(realm, service, wanted);
          case DockerCredentials.Known.Password password ->
              get(realm, service, wanted).setHeader("Authorization", basic(password.credentials()));
          case DockerCredentials.Known.Identity identity ->
              exchange(realm, service, wanted, identity.token());
        };
    RegistryClient.Answer answer = sender.send(request);
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(ANSWER_BYTES);
      if (answer.status() != 200) {
        throw Words.problem("registry-denied", host.name(), wanted, known());
      }
      Json json = Json.parse(bytes);
      return json.member("token")
          .some()
          .or(() -> json.member("access_token").some())
          .filter(token -> token.chars().allMatch(each -> each > ' ' && each < 127))
          .orElseThrow(() -> Words.problem("registry-answer", host.name(), "no token"));
    } catch (Json.Malformed e) {
      throw Words.problem(e, "registry-answer", host.name(), "token: " + e.getMessage());
    }
  }

  private HttpRequest.Builder get(String realm, String service, String scope) {
    StringBuilder query = new StringBuilder(realm.contains("?") ? "&" : "?");
    if (!service.isEmpty()) {
      query.append("service=").append(encoded(service)).append('&');
    }
    query.append("scope=").append(encoded(scope));
    return HttpRequest.newBuilder(address(realm + query)).GET();
  }

  private HttpRequest.Builder exchange(
      String realm, String service, String scope, String identity) {
    String form =
        "grant_type=refresh_token&client_id=sekisho&service="
            + encoded(service)
            + "&scope="
            + encoded(scope)
            + "&refresh_token="
            + encoded(identity);
    return HttpRequest.newBuilder(address(realm))
        .setHeader("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form));
  }

  private URI address(String text) {
    try {
      URI address = URI.create(text);
      if (host.mayBeAsked(address)) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw Words.problem(e, "registry-answer", host.name(), "realm: " + text);
    }
    throw Words.problem("registry-answer", host.name(), "realm: " + text);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
