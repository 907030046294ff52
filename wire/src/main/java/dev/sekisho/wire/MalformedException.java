package dev.sekisho.wire;

import java.io.IOException;

/** Bytes from outside are not the message that they should be. The message repeats none of them. */
public final class MalformedException extends IOException {
  private static final long serialVersionUID = 1;

  public MalformedException(String message) {
    super(message);
  }

  public MalformedException(String message, Throwable cause) {
    super(message, cause);
  }
}
