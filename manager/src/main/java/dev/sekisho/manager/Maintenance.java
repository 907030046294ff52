package dev.sekisho.manager;

import dev.sekisho.manager.access.Sessions;
import dev.sekisho.manager.agents.AgentListener;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.DatabaseUnavailable;
import dev.sekisho.manager.identity.CertificateAuthority;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.EventIntake;
import dev.sekisho.manager.store.Partitions;
import dev.sekisho.manager.store.SettingsStore;
import dev.sekisho.manager.store.WeakeningNotices;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What has to be done again and again, on one thread. */
@Singleton
final class Maintenance {
  private static final Logger LOG = Logger.getLogger(Maintenance.class);

  private final Database database;
  private final Partitions partitions;
  private final SettingsStore settings;
  private final Sessions sessions;
  private final WeakeningNotices notices;
  private final CertificateAuthority authority;
  private final AgentListener listener;
  private final ManagerConfiguration configuration;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("maintenance").daemon().factory());

  Maintenance(
      Database database,
      Partitions partitions,
      SettingsStore settings,
      Sessions sessions,
      AuditLog auditLog,
      EventIntake intake,
      CertificateAuthority authority,
      AgentListener listener,
      ManagerConfiguration configuration) {
    this.database = database;
    this.partitions = partitions;
    this.settings = settings;
    this.sessions = sessions;
    this.notices = new WeakeningNotices(database, auditLog, intake);
    this.authority = authority;
    this.listener = listener;
    this.configuration = configuration;
  }

  void start() {
    repeat(1, TimeUnit.SECONDS, notices::send);
    repeat(10, TimeUnit.MINUTES, this::keepHouse);
    repeat(60, TimeUnit.MINUTES, this::renewCertificate);
  }

  void stop() {
    thread.shutdownNow();
  }

  /** Work that may find no database. */
  private interface Work {
    void run() throws InterruptedException, IOException;
  }

  private void repeat(long every, TimeUnit unit, Work work) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                if (database.isUp()) {
                  work.run();
                }
              } catch (DatabaseUnavailable e) {
                LOG.debugf("maintenance waits for the database: %s", e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException | RuntimeException e) {
                LOG.error("maintenance failed and is tried again", e);
              }
            },
            every,
            every,
            unit);
  }

  private void keepHouse() {
    partitions.prepare();
    partitions.expire(settings.current().eventRetention());
    sessions.sweep();
  }

  private void renewCertificate() throws IOException {
    if (authority.refreshServerCertificate(
        Preparation.identityDirectory(configuration), configuration.certificateNames())) {
      listener.reloadCertificate();
      LOG.info("the server's certificate was renewed");
    }
  }
}
