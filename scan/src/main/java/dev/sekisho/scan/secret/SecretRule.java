package dev.sekisho.scan.secret;

import dev.sekisho.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of secret looks.
 *
 * @param id such as {@code aws-access-key-id}
 * @param title what it is, in English
 * @param expression as its file writes it, in the syntax of Go; empty if the path alone says it
 * @param keywords lower case; one of them stands in each file that has such a secret. Empty if
 *     there are none
 * @param entropy bits a character (Shannon) above which a text is taken for a secret; 0 takes all
 * @param group which group of the expression is the secret; 0 for the first that matched, or all
 * @param path which files; empty for all
 * @param allowed what is no secret
 * @param general whether a rule for one product goes before it at the same place
 */
record SecretRule(
    String id,
    String title,
    Severity severity,
    String expression,
    List<String> keywords,
    double entropy,
    int group,
    Optional<String> path,
    List<AllowList> allowed,
    boolean general) {
  SecretRule {
    keywords = List.copyOf(keywords);
    allowed = List.copyOf(allowed);
  }
}
