package dev.sekisho.cli;

import dev.sekisho.model.Problem;

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

  /** Ends the command with this code after the problem was printed. */
  Failure because(String id, String what, String fix) {
    return new Failure(this, new Problem(id, what, fix));
  }

  /** Carries a problem and the exit code that belongs to it up to the program. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final Exit exit;

    Failure(Exit exit, Problem problem) {
      super(problem.text());
      this.exit = exit;
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }

    Exit exit() {
      return exit;
    }
  }
}
