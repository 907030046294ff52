package dev.sekisho.detect;

/**
 * Remote command execution: an input that brings what controls a shell, or breaks out of quotes. A
 * command that is run without a shell has no structure to change; a value that is the whole command
 * is for Exec Control.
 */
public final class CommandExecution {
  private static final Structure STRUCTURE =
      new Structure(
          Threat.COMMAND_EXECUTION,
          new Structure.Judge() {
            @Override
            public boolean isAttack(Tokens tokens, int first, int last, boolean brokeOut) {
              if (first == last) {
                return false; // a comment swallows arguments, no more
              }
              if (brokeOut) {
                return true;
              }
              for (int i = first; i <= last; i++) {
                if (tokens.is(i, Kind.OPERATOR)) {
                  return true;
                }
              }
              return false;
            }
          });

  private CommandExecution() {}

  /**
   * Asks about a command line that a shell is about to read.
   *
   * @param command what stands behind {@code sh -c} or {@code cmd /c}
   */
  public static Detection check(String command, Shell shell, Inputs inputs) {
    Detection detection = new Detection();
    if (inputs.candidates().isEmpty()) {
      if (inputs.leftOut() > 0) {
        detection.leaveOut();
      }
      return detection;
    }
    STRUCTURE.check(ShellTokenizer.tokens(command, shell), inputs, detection);
    return detection;
  }
}
