package dev.sekisho.container;

import java.io.IOException;

/** The other side's bytes break the protocol, or a bound. */
final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedAnswerException(String what) {
    super(what);
  }
}
