package dev.sekisho.manager.database;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the embedded server is set. */
final class PostgresSettings {
  private PostgresSettings() {}

  static Map<String, String> of(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "40");
    settings.put("shared_buffers", "256MB");
    settings.put("work_mem", "16MB");
    settings.put("maintenance_work_mem", "128MB");
    // No standby and no archive: the least of log, which halves what COPY writes.
    settings.put("wal_level", "minimal");
    settings.put("max_wal_senders", "0");
    settings.put("max_wal_size", "2GB");
    settings.put("checkpoint_timeout", "15min");
    settings.put("jit", "off");
    settings.put("random_page_cost", "1.1");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    // Bounded: seven files, one a weekday, of at most 10 MB.
    settings.put("logging_collector", "on");
    settings.put("log_directory", "../log");
    settings.put("log_filename", "postgres-%a.log");
    settings.put("log_rotation_age", "1d");
    settings.put("log_rotation_size", "10MB");
    settings.put("log_truncate_on_rotation", "on");
    // Statements hold no secrets of ours, but arguments of programs of others.
    settings.put("log_parameter_max_length", "0");
    settings.put("log_parameter_max_length_on_error", "0");
    settings.put("log_min_error_statement", "panic");
    return settings;
  }
}
