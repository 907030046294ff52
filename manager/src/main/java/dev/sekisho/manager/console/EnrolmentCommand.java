package dev.sekisho.manager.console;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import jakarta.enterprise.context.ApplicationScoped;

/** The command that enrols a host with this manager. */
@ApplicationScoped
public class EnrolmentCommand {
  private final ManagerConfiguration configuration;

  EnrolmentCommand(ManagerConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * One line for a shell on the new host. The token goes in by standard input, so that it stands in
   * no list of processes.
   */
  String of(String token) {
    return "echo "
        + token
        + " | sudo sekisho enforcer --manager https://"
        + configuration.agents()
        + " --token-file /dev/stdin";
  }
}
