package dev.sekisho.manager.configuration;

import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Messages;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the manager must put right before it can start, serve, or work on its data: in
 * words of the process' language, because nobody has asked yet.
 */
public final class StartProblem {
  private StartProblem() {}

  /**
   * A problem.
   *
   * @param id kebab-case; its words are in this package's catalogue
   * @param values what its words name
   */
  public static Problem of(String id, @Nullable Object... values) {
    return new Problem(
        id, words("problem." + id + ".what", values), words("problem." + id + ".fix", values));
  }

  public static ProblemException exception(String id, @Nullable Object... values) {
    return new ProblemException(of(id, values));
  }

  /** Part of a problem's words. */
  public static String words(String key, @Nullable Object... values) {
    String[] texts = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = String.valueOf(values[i]);
    }
    return Messages.of(StartProblem.class, Locale.getDefault()).text(key, texts);
  }
}
