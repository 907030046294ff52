package dev.sekisho.scan.format;

import java.io.IOException;

/** Content that is not of its format, or that exceeds what we are willing to read of it. */
public final class MalformedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String why;

  /**
   * @param why for a person, without the file's name, such as {@code "page 7 lies outside the
   *     file"}
   */
  public MalformedException(String why) {
    super(why);
    this.why = why;
  }

  public String why() {
    return why;
  }
}
