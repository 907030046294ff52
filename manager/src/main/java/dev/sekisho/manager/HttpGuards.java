package dev.sekisho.manager;

import dev.sekisho.manager.access.ApiTokens;
import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.Languages;
import dev.sekisho.wire.Json;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;

/** What holds for every answer of the console's port, whoever makes it. */
@Singleton
final class HttpGuards {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final int FIRST = 1000;

  /** As {@code quarkus.http.limits.max-body-size}. */
  private static final int LARGEST_BODY = 2 << 20;

  private final ApiTokens tokens;

  HttpGuards(ApiTokens tokens) {
    this.tokens = tokens;
  }

  void register(@Observes Filters filters) {
    filters.register(HttpGuards::secure, FIRST);
    filters.register(HttpGuards::refuseLarge, FIRST - 1);
    filters.register(this::guardMetrics, FIRST - 2);
  }

  private static void secure(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("X-Frame-Options", "DENY");
    response.putHeader("Referrer-Policy", "same-origin");
    response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    response.putHeader("Strict-Transport-Security", "max-age=31536000");
    context.addHeadersEndHandler(
        end -> {
          // Scripts and styles carry their version in their name and say themselves how long.
          if (!response.headers().contains("Cache-Control")) {
            response.putHeader("Cache-Control", "no-store");
          }
        });
    context.next();
  }

  /**
   * Refuses by the announced length, in words. What announces less than it sends is cut off by the
   * framework, at the same bound.
   */
  private static void refuseLarge(RoutingContext context) {
    String length = context.request().getHeader("Content-Length");
    if (length == null || (length.matches("\\d{1,9}") && Long.parseLong(length) <= LARGEST_BODY)) {
      context.next();
      return;
    }
    HttpProblem problem = HttpProblem.of(413, "too-large", Integer.toString(LARGEST_BODY));
    HttpServerResponse response = context.response();
    if (context.request().version() != HttpVersion.HTTP_2) {
      response.putHeader("Connection", "close");
    }
    var _ =
        response
            .setStatusCode(problem.status())
            .putHeader("Content-Type", HttpProblem.MEDIA_TYPE)
            .end(
                Buffer.buffer(
                    Json.bytes(
                        problem.document(
                            Languages.of(context.request().getHeader("Accept-Language"))))));
  }

  /** Metrics are for this machine, and for others with a token. */
  private void guardMetrics(RoutingContext context) {
    if (!context.normalizedPath().startsWith("/metrics") || isLocal(context.request())) {
      context.next();
      return;
    }
    String authorization = context.request().getHeader("Authorization");
    String address = context.request().remoteAddress().hostAddress();
    context
        .vertx()
        .executeBlocking(
            () ->
                authorization != null
                    && authorization.startsWith("Bearer ")
                    && tokens
                        .find(authorization.substring("Bearer ".length()), address)
                        .isPresent(),
            false)
        .onComplete(
            found -> {
              if (found.succeeded() && found.result()) {
                context.next();
              } else {
                context.response().setStatusCode(401).end();
              }
            });
  }

  private static boolean isLocal(HttpServerRequest request) {
    return InetAddress.ofLiteral(request.remoteAddress().hostAddress()).isLoopbackAddress();
  }
}
