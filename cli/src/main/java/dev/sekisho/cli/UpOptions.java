package dev.sekisho.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code up}, shared with {@code demo}, which may have to start everything itself. */
final class UpOptions {
  @Mixin final ManagerOptions manager = new ManagerOptions();

  @Mixin final EnforcerOptions enforcer = new EnforcerOptions();

  @Option(names = "--no-enforcer", descriptionKey = "option.no-enforcer")
  boolean noEnforcer;

  @Option(names = "--install-engine", descriptionKey = "option.install-engine")
  boolean installEngine;
}
