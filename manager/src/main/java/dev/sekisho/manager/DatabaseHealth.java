package dev.sekisho.manager;

import dev.sekisho.manager.database.Database;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready is a manager whose database answers. */
@Readiness
final class DatabaseHealth implements HealthCheck {
  private final Database database;

  DatabaseHealth(Database database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("database");
    return switch (database.state()) {
      case Database.State.Up up -> response.status(database.answers()).build();
      case Database.State.Starting starting ->
          response.down().withData("starting", starting.doing()).build();
      case Database.State.Down down ->
          // The id alone: names of hosts and users are for the log, and this page is for anybody.
          response.down().withData("state", "down").withData("problem", down.why().id()).build();
      case Database.State.Closed closed -> response.down().withData("state", "closed").build();
    };
  }
}
