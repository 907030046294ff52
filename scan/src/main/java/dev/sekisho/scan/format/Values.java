package dev.sekisho.scan.format;

import java.io.IOException;

/** Is given each value of a database. */
@FunctionalInterface
public interface Values {
  void value(byte[] bytes) throws IOException;

  /** Is told what part of a database could not be read. */
  @FunctionalInterface
  interface Unread {
    void because(String why);
  }
}
