package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.wire.Json;

/** Keeps the settings. */
public final class SettingsStore {
  private static final String NAME = "settings";

  private final Database database;
  private final AuditLog auditLog;

  public SettingsStore(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  /** As they are now; the defaults where none were set. */
  public Settings current() {
    return database.transaction(
        connection ->
            Query.first(
                    connection,
                    "select value from settings where name = ?",
                    row -> StoredJson.read(row.text("value"), Settings.class),
                    NAME)
                .orElse(Settings.DEFAULT));
  }

  public void change(Settings next, Actor by) {
    database.transaction(
        connection -> {
          Query.update(
              connection,
              "insert into settings (name, value) values (?, ?)"
                  + " on conflict (name) do update set value = excluded.value",
              NAME,
              Json.text(next));
          auditLog.append(connection, by, "settings.change", "settings", next, false);
          return next;
        });
  }
}
