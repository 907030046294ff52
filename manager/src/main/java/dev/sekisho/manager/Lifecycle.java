package dev.sekisho.manager;

import dev.sekisho.manager.agents.AgentListener;
import dev.sekisho.manager.agents.PolicyWait;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.DatabaseServer;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.EventIntake;
import dev.sekisho.manager.store.Partitions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.List;

/** The order of starting and ending. */
@Singleton
final class Lifecycle {
  private final ManagerConfiguration configuration;
  private final DatabaseServer server;
  private final EventIntake intake;
  private final AgentListener listener;
  private final Maintenance maintenance;
  private final ReadyFile ready;

  Lifecycle(
      ManagerConfiguration configuration,
      Database database,
      Partitions partitions,
      EventIntake intake,
      AgentListener listener,
      Maintenance maintenance,
      FirstStart firstStart,
      BundleRevision revision,
      HostIdentities identities,
      PolicyWait wait,
      ReadyFile ready) {
    this.configuration = configuration;
    this.intake = intake;
    this.listener = listener;
    this.maintenance = maintenance;
    this.ready = ready;
    this.server =
        new DatabaseServer(
            database,
            configuration,
            List.of(partitions::prepare, firstStart::run, maintenance::start, ready::databaseUp));
    revision.onChange(wait::wake);
    identities.onRevocation(wait::wake);
  }

  void start(@Observes StartupEvent event) throws InterruptedException {
    ready.withdraw();
    server.start();
    intake.start();
    boolean open = false;
    try {
      ready.agentsOpen(listener.start(configuration.agents()));
      open = true;
    } finally {
      if (!open) {
        // Nobody tells those who did not come to run that it is over, and the database would stay.
        stop();
      }
    }
  }

  void consoleOpen(@ObservesAsync HttpsServerStart event) {
    ready.consoleOpen();
  }

  void shutDown(@Observes ShutdownEvent event) {
    stop();
  }

  private void stop() {
    ready.withdraw();
    listener.close();
    maintenance.stop();
    intake.close();
    server.close();
  }
}
