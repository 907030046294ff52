package dev.sekisho.performance;

/** The policies that measurements put in force on the labelled containers. */
final class GuardPolicies {
  private GuardPolicies() {}

  private static String policy(String controls) {
    return """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: performance}
        scope: container.labels["%s"] == "yes"
        mode: enforce
        controls:
        """
            .formatted(Rig.GUARDED)
        + controls.indent(2);
  }

  /** Drift prevention and a blocklist: the budget of 1.10. */
  static String driftAndBlocklist() {
    return policy(
        """
        executableBlocklist: {names: [wget, nc, ncat], paths: ["/opt/**/miner"]}
        driftPrevention: {executables: true}
        """);
  }

  /** With the guard of executable mappings: the budget of 1.30. */
  static String withMappings() {
    return policy(
        """
        executableBlocklist: {names: [wget, nc, ncat], paths: ["/opt/**/miner"]}
        driftPrevention: {executables: true, executableMappings: true}
        """);
  }

  /** Every process is an event. */
  static String forensics() {
    return policy(
        """
        forensics: {processes: true}
        """);
  }
}
