package dev.sekisho.cli;

import dev.sekisho.model.Problem;
import java.util.function.Function;

/** The exit codes of the command, the same for every sub-command. */
enum Exit {
  /** Clean: nothing to report. */
  CLEAN(0),
  /** It worked, and what it found is above the threshold: a policy with warnings, a difference. */
  FINDINGS(1),
  /** The input is wrong: an option, a policy's text, a name that does not exist. */
  INPUT(2),
  /** This machine or the manager does not offer what is needed. */
  ENVIRONMENT(3),
  /** Part of the input was not examined. */
  INCOMPLETE(4),
  /** A defect of Sekisho. */
  DEFECT(70);

  final int code;

  Exit(int code) {
    this.code = code;
  }

  /**
   * Ends the command with this code.
   *
   * @param id kind of problem; its words are {@code problem.ID.what} and {@code problem.ID.fix} in
   *     the catalogue
   * @param values what they name
   */
  Failure because(String id, Object... values) {
    return new Failure(
        this,
        texts ->
            new Problem(
                id,
                texts.of("problem." + id + ".what", values),
                texts.of("problem." + id + ".fix", values)));
  }

  /** Ends the command with this code for a problem that somebody else put into words. */
  Failure because(Problem problem) {
    return new Failure(this, texts -> problem);
  }

  /** Carries a problem and the exit code that belongs to it up to the program. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Function<Texts, Problem> problem;
    private final Exit exit;

    private Failure(Exit exit, Function<Texts, Problem> problem) {
      this.exit = exit;
      this.problem = problem;
    }

    Problem problem(Texts texts) {
      return problem.apply(texts);
    }

    Exit exit() {
      return exit;
    }
  }
}
