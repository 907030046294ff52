package dev.sekisho.container.image;

import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLException;

/**
 * GET requests to one registry: says who asks where the registry wants to know, follows redirects
 * without telling others, waits where it is told to, tries again what may pass. Safe for many
 * threads.
 */
final class RegistryClient implements AutoCloseable {
  private static final int ATTEMPTS = 5;
  private static final int REDIRECTS = 5;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final int ERROR_BYTES = 16 * 1024;

  private final HttpClient http;
  private final RegistryHost host;
  private final RegistryLogin login;
  private final Budget budget;
  private final Duration patience;
  private final Pause pause;

  /** Waits; a test waits without waiting. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /** An answer whose body is still to be read; whoever has it closes the body. */
  record Answer(int status, Map<String, List<String>> headers, URI address, InputStream body) {
    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .flatMap(each -> each.getValue().stream())
          .findFirst();
    }
  }

  /** A client for one registry; the caller has found out how it is spoken to. */
  RegistryClient(
      HttpClient http,
      RegistryHost host,
      RegistryLogin login,
      RegistryOptions options,
      Budget budget,
      Pause pause) {
    this.http = http;
    this.host = host;
    this.login = login;
    this.budget = budget;
    this.patience = options.patience();
    this.pause = pause;
  }

  /**
   * Asks until there is an answer of status 200 or 206.
   *
   * @param path from {@code /v2/} on, or an absolute address of this registry
   * @param scope what a token is asked for, such as {@code repository:library/alpine:pull}
   * @throws ProblemException if the registry refuses or does not answer
   */
  Answer get(String path, Map<String, String> headers, String scope) throws IOException {
    URI address = host.base().resolve(path);
    boolean loggedIn = false;
    for (int attempt = 1; ; attempt++) {
      budget.checkTime();
      Answer answer;
      try {
        answer = follow(address, headers, scope);
      } catch (SSLException e) {
        throw Words.problem(e, "registry-tls", host.name(), String.valueOf(e.getMessage()));
      } catch (IOException e) {
        if (attempt >= ATTEMPTS || e instanceof LimitReached) {
          throw failed(e);
        }
        await(backoff(attempt));
        continue;
      }
      if (answer.status() == 200 || answer.status() == 206) {
        return answer;
      }
      try (InputStream body = answer.body()) {
        if (answer.status() == 401 && !loggedIn) {
          loggedIn = true;
          login.challenged(answer.headers(), scope, this::postOrGet);
        } else if (passes(answer.status()) && attempt < ATTEMPTS) {
          await(wait(answer, attempt));
        } else {
          throw refused(
              answer, path, new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static boolean passes(int status) {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  }

  private static Duration backoff(int attempt) {
    return Duration.ofMillis(250L << attempt);
  }

  private static Duration wait(Answer answer, int attempt) {
    Duration told = answer.header("Retry-After").map(RegistryClient::delay).orElse(Duration.ZERO);
    Duration wait = told.compareTo(backoff(attempt)) > 0 ? told : backoff(attempt);
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  /** Seconds, or a date. */
  private static Duration delay(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(Instant.now(), until);
    } catch (DateTimeParseException e) {
      return Duration.ZERO; // Then our own time between attempts holds.
    }
  }

  private void await(Duration time) throws IOException {
    try {
      pause.of(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + host.name(), e);
    }
  }

  private Answer follow(URI first, Map<String, String> headers, String scope) throws IOException {
    URI address = first;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(address);
      headers.forEach(request::setHeader);
      if (host.is(address)) {
        login.header(scope).ifPresent(value -> request.setHeader("Authorization", value));
      }
      Answer answer = send(request.GET());
      if (answer.status() < 300 || answer.status() >= 400 || answer.status() == 304) {
        return answer;
      }
      answer.body().close();
      address = next(address, answer);
    }
    throw Words.problem("registry-answer", host.name(), "more than " + REDIRECTS + " redirects");
  }

  private URI next(URI from, Answer answer) {
    String location = answer.header("Location").orElse("");
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw Words.problem(e, "registry-answer", host.name(), "Location: " + location);
    }
    if (!host.mayBeAsked(to)) {
      throw Words.problem("registry-answer", host.name(), "Location: " + to);
    }
    return to;
  }

  /** Sends one request; an answer of any status comes back. */
  private Answer send(HttpRequest.Builder request) throws IOException {
    request.timeout(patience).setHeader("User-Agent", "sekisho");
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
      PatientStream body = new PatientStream(patience, budget);
      response.body().subscribe(body);
      return new Answer(response.statusCode(), response.headers().map(), response.uri(), body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + host.name() + " was asked", e);
    }
  }

  /** For the login: a request that is not followed and not tried again. */
  private Answer postOrGet(HttpRequest.Builder request) throws IOException {
    return send(request);
  }

  private ProblemException failed(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return Words.problem(e, "registry-stalled", host.name(), patience.toSeconds());
    }
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    return Words.problem(e, "registry-unreachable", host.name(), why);
  }

  private ProblemException refused(Answer answer, String path, String body) {
    return switch (answer.status()) {
      case 401, 403 -> Words.problem("registry-denied", host.name(), path, message(body));
      case 404 -> Words.problem("registry-not-found", host.name(), path, message(body));
      case 429 -> Words.problem("registry-limited", host.name(), message(body));
      default ->
          Words.problem("registry-refused", host.name(), answer.status(), path, message(body));
    };
  }

  /** The registry's own words, where it says any. */
  private static String message(String body) {
    try {
      Json errors = Json.parse(body.getBytes(StandardCharsets.UTF_8)).member("errors");
      return errors.elements().stream()
          .map(each -> each.member("code").text() + " " + each.member("message").text())
          .findFirst()
          .orElse("");
    } catch (Json.Malformed e) {
      return body.strip(); // An error page; shown cut and inert.
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
