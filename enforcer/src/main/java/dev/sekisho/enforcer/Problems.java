package dev.sekisho.enforcer;

import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Messages;
import java.io.IOException;
import java.util.Locale;

/** The enforcer's problems in words, in the language of the process. */
final class Problems {
  private Problems() {}

  static Messages messages() {
    return Messages.of(Problems.class, Locale.getDefault());
  }

  static Problem of(String id, String... values) {
    Messages messages = messages();
    return new Problem(
        id,
        messages.text("problem." + id + ".what", values),
        messages.text("problem." + id + ".fix", values));
  }

  static ProblemException exception(String id, String... values) {
    return new ProblemException(of(id, values));
  }

  static Problem disk(IOException e) {
    return of("disk", e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }
}
