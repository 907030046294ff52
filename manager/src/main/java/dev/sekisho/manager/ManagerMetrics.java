package dev.sekisho.manager;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.store.EventIntake;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Figures of the manager for a monitoring system. */
@Singleton
final class ManagerMetrics {
  void register(
      @Observes StartupEvent event, MeterRegistry registry, EventIntake intake, Database database) {
    FunctionCounter.builder("sekisho.events.stored", intake, EventIntake::stored)
        .description("Decisions stored")
        .register(registry);
    FunctionCounter.builder("sekisho.events.duplicates", intake, EventIntake::duplicates)
        .description("Decisions that came again and were recognised")
        .register(registry);
    FunctionCounter.builder("sekisho.events.refused", intake, EventIntake::refused)
        .description("Decisions refused because too many waited; hosts send them again")
        .register(registry);
    Gauge.builder("sekisho.events.waiting", intake, EventIntake::waiting)
        .description("Decisions that wait to be stored")
        .register(registry);
    Gauge.builder("sekisho.database.up", database, d -> d.isUp() ? 1 : 0)
        .description("Whether the database is there")
        .register(registry);
  }
}
