package dev.sekisho.detect;

/** Where databases read the same text differently. */
public enum SqlDialect {
  ANSI,
  POSTGRESQL,
  MYSQL,
  SQL_SERVER,
  ORACLE,
  SQLITE,
  H2,
  HSQLDB;

  /** Whether a backslash in a quoted text takes the meaning from what follows. */
  boolean backslashes() {
    return this == MYSQL;
  }

  /** Whether {@code "…"} is a text rather than a name. */
  boolean quotedTexts() {
    return this == MYSQL;
  }

  boolean backticks() {
    return this == MYSQL || this == SQLITE || this == H2;
  }

  boolean brackets() {
    return this == SQL_SERVER || this == SQLITE;
  }

  /** Whether {@code #} begins a comment. */
  boolean hashComments() {
    return this == MYSQL;
  }

  boolean nestedComments() {
    return this == POSTGRESQL || this == SQL_SERVER || this == H2 || this == HSQLDB;
  }

  /** Whether {@code $tag$…$tag$} is a text. */
  boolean dollarQuotes() {
    return this == POSTGRESQL || this == H2;
  }
}
