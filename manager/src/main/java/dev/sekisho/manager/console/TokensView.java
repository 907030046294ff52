package dev.sekisho.manager.console;

import java.time.Instant;
import java.util.List;

/**
 * Tokens of the REST API.
 *
 * @param rows newest first
 * @param roles roles to choose from
 * @param validity how long a new one may be good
 * @param madeName name of the token whose secret is shown, empty if none is
 * @param madeSecret the secret, shown once
 * @param problem why the last change failed, empty if it did not
 */
public record TokensView(
    List<Row> rows,
    List<Choice> roles,
    List<Choice> validity,
    String madeName,
    String madeSecret,
    String problem) {
  public TokensView {
    rows = List.copyOf(rows);
    roles = List.copyOf(roles);
    validity = List.copyOf(validity);
  }

  /** A token without its secret. */
  public record Row(
      String id,
      String name,
      String role,
      String createdBy,
      Instant createdAt,
      Markup expires,
      Markup used) {}
}
