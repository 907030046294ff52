package dev.sekisho.cli;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one real manager for all classes, because its start takes seconds. What a test makes
 * there it names after itself.
 */
final class SharedManager implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RealManager.class;
  }

  @Override
  public RealManager resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Closed by JUnit after the last class, since it is an AutoCloseable.
    return context
        .getRoot()
        .getStore(Namespace.create(SharedManager.class))
        .computeIfAbsent("manager", key -> RealManager.start(), RealManager.class);
  }
}
