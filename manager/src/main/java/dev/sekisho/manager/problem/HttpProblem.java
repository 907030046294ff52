package dev.sekisho.manager.problem;

import dev.sekisho.manager.database.DatabaseUnavailable;
import dev.sekisho.manager.identity.IdentityRefused;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.IntakeFull;
import dev.sekisho.manager.store.PolicyRejected;
import dev.sekisho.policy.Diagnostic;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.Policy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A problem that a caller is told of.
 *
 * @param status the HTTP status
 * @param id kebab-case; its words are in this package's catalogue
 * @param values what its words name
 * @param diagnostics what is wrong in a text of policies, empty for other problems
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record HttpProblem(
    int status, String id, List<String> values, List<Diagnostic> diagnostics) {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public HttpProblem {
    values = List.copyOf(values);
    diagnostics = List.copyOf(diagnostics);
  }

  public static HttpProblem of(int status, String id, String... values) {
    return new HttpProblem(status, id, List.of(values), List.of());
  }

  /** The problem that an exception of the manager means; empty if it is a fault of ours. */
  public static Optional<HttpProblem> of(Throwable failure) {
    return switch (failure) {
      case DatabaseUnavailable e -> Optional.of(of(503, "database-down"));
      case IntakeFull e -> Optional.of(of(503, "intake-full"));
      case PolicyRejected e ->
          Optional.of(new HttpProblem(422, "policy-rejected", List.of(), e.diagnostics()));
      case ChangeRefused e -> Optional.of(of(e));
      case IdentityRefused e -> Optional.of(of(e));
      case ProblemFound e -> Optional.of(e.problem());
      case IllegalArgumentException e ->
          Optional.of(of(400, "bad-request", String.valueOf(e.getMessage())));
      default -> Optional.empty();
    };
  }

  private static HttpProblem of(ChangeRefused refused) {
    return switch (refused.reason()) {
      case NOT_FOUND -> of(404, "not-found", refused.subject());
      case CHANGED_MEANWHILE -> of(412, "changed-meanwhile", refused.subject());
      case WEAKENS -> of(403, "weakens-protection", refused.subject());
      case NAME_DIFFERS -> of(422, "name-differs", refused.subject());
      case EXISTS -> of(409, "exists", refused.subject());
      case LAST_ADMINISTRATOR -> of(409, "last-administrator");
    };
  }

  private static HttpProblem of(IdentityRefused refused) {
    int status =
        switch (refused.reason()) {
          case TOKEN_WRONG,
              TOKEN_USED,
              TOKEN_EXPIRED,
              CERTIFICATE_MISSING,
              CERTIFICATE_UNKNOWN,
              CERTIFICATE_EXPIRED,
              CERTIFICATE_REVOKED ->
              401;
          case CERTIFICATE_REQUEST_BAD -> 400;
          case DUPLICATE_IDENTITY -> 409;
        };
    return of(status, refused.reason().id());
  }

  /** What is wrong, in words. */
  public String what(Locale locale) {
    return Messages.of(HttpProblem.class, locale).text("problem." + id + ".what", values);
  }

  /** What to do about it, in words. */
  public String fix(Locale locale) {
    return Messages.of(HttpProblem.class, locale).text("problem." + id + ".fix", values);
  }

  /** The members of the problem's JSON object. */
  public Map<String, Object> document(Locale locale) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "docs/problems.md#" + id);
    members.put("title", what(locale));
    members.put("status", status);
    members.put("detail", what(locale));
    members.put("fix", fix(locale));
    if (!diagnostics.isEmpty()) {
      members.put(
          "diagnostics", diagnostics.stream().map(d -> DiagnosticText.of(d, locale)).toList());
    }
    return members;
  }

  /**
   * A diagnostic in words.
   *
   * @param file name of the text
   * @param line from 1
   * @param column from 1
   * @param severity {@code error} or {@code warning}
   * @param id kebab-case
   * @param what what is wrong
   * @param fix what to do
   */
  public record DiagnosticText(
      String file, int line, int column, String severity, String id, String what, String fix) {
    public static DiagnosticText of(Diagnostic diagnostic, Locale locale) {
      Messages words = Messages.of(Policy.class, locale);
      return new DiagnosticText(
          diagnostic.file(),
          diagnostic.line(),
          diagnostic.column(),
          diagnostic.severity().name().toLowerCase(Locale.ROOT),
          diagnostic.id(),
          words.text("problem." + diagnostic.id() + ".what", diagnostic.values()),
          words.text("problem." + diagnostic.id() + ".fix", diagnostic.values()));
    }
  }
}
