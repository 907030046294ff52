package dev.sekisho.manager.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database does not answer now. What was asked may be asked again later, unchanged. */
public final class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DatabaseUnavailable(String why) {
    super(why);
  }

  public DatabaseUnavailable(SQLException cause) {
    super("the database does not answer: " + cause.getMessage(), cause);
  }

  /**
   * Whether an error speaks of the connection and not of the statement: class 08 (connection), 57P
   * (the server is going down or coming up), 53 (out of connections, disk or memory), 25006 (a
   * standby), 40 (a deadlock or a serialization failure, which a repetition cures).
   */
  public static boolean is(SQLException error) {
    for (@Nullable Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        String code = sql.getSQLState();
        if (code != null
            && (code.startsWith("08")
                || code.startsWith("57P")
                || code.startsWith("53")
                || code.startsWith("40")
                || code.equals("25006"))) {
          return true;
        }
        String message = sql.getMessage();
        if (code == null && message != null && message.contains("cquisition timeout")) {
          return true;
        }
      }
    }
    return false;
  }
}
