package dev.sekisho.scan.advisory;

/** The file of advisories is not what was written. */
public final class DamagedDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DamagedDatabaseException(String message) {
    super(message);
  }
}
