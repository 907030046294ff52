package dev.sekisho.manager.access;

import java.lang.reflect.Method;
import java.util.Optional;

/** What an endpoint asks of its caller. */
public sealed interface Access {
  /** Nothing. */
  record Everybody() implements Access {}

  /** A login or a token, and nothing more. */
  record SignedInOnly() implements Access {}

  /** A permission. */
  record With(Permission permission) implements Access {}

  /** What a method declares, or else its class; empty if neither does: then nobody may call it. */
  static Optional<Access> of(Method method) {
    return declared(
            method.getAnnotation(Needs.class),
            method.isAnnotationPresent(SignedIn.class),
            method.isAnnotationPresent(Open.class))
        .or(
            () -> {
              Class<?> type = method.getDeclaringClass();
              return declared(
                  type.getAnnotation(Needs.class),
                  type.isAnnotationPresent(SignedIn.class),
                  type.isAnnotationPresent(Open.class));
            });
  }

  private static Optional<Access> declared(
      @org.jspecify.annotations.Nullable Needs needs, boolean signedIn, boolean open) {
    if (needs != null) {
      return Optional.of(new With(needs.value()));
    }
    if (signedIn) {
      return Optional.of(new SignedInOnly());
    }
    return open ? Optional.of(new Everybody()) : Optional.empty();
  }
}
