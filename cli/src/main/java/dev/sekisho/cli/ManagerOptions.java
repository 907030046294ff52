package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the manager, shared by {@code up}, {@code manager} and {@code demo}. */
final class ManagerOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:SEKISHO_DATA:-}",
      descriptionKey = "option.data")
  String data = "";

  @Option(
      names = "--console-address",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SEKISHO_CONSOLE_ADDRESS:-127.0.0.1:8443}",
      descriptionKey = "option.console-address")
  String consoleAddress = "127.0.0.1:8443";

  @Option(
      names = "--agents-address",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SEKISHO_AGENTS_ADDRESS:-127.0.0.1:8444}",
      descriptionKey = "option.agents-address")
  String agentsAddress = "127.0.0.1:8444";

  @Option(
      names = "--certificate-names",
      paramLabel = "NAME,…",
      defaultValue = "${env:SEKISHO_CERTIFICATE_NAMES:-}",
      descriptionKey = "option.certificate-names")
  String certificateNames = "";

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      defaultValue = "${env:SEKISHO_CA_FILE:-}",
      descriptionKey = "option.ca-file")
  String caFile = "";

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      defaultValue = "${env:SEKISHO_DATABASE_URL:-}",
      descriptionKey = "option.database-url")
  String databaseUrl = "";

  /** The settings as system properties; what was not said is left to the manager's defaults. */
  List<String> properties(DataDirectory directory) {
    List<String> properties = new ArrayList<>();
    add(properties, "sekisho.data", directory.manager().toString());
    add(properties, "sekisho.console.address", consoleAddress);
    add(properties, "sekisho.agents.address", agentsAddress);
    add(properties, "sekisho.certificate.names", certificateNames);
    add(properties, "sekisho.ca.file", caFile);
    add(properties, "sekisho.database.url", databaseUrl);
    return properties;
  }

  private static void add(List<String> properties, String name, String value) {
    if (!value.isEmpty()) {
      properties.add("-D" + name + "=" + value);
    }
  }
}
