package dev.sekisho.manager.api;

import org.jspecify.annotations.Nullable;

/** The body of a request. */
final class Body {
  private Body() {}

  /** Refuses a request without a body, and one whose body is JSON's null. */
  static <T> T present(@Nullable T body) {
    if (body == null) {
      throw new IllegalArgumentException("the body is empty: expected a JSON object");
    }
    return body;
  }
}
