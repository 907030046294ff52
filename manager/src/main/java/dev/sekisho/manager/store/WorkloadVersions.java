package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Query;
import dev.sekisho.model.Workload;
import dev.sekisho.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes of workloads as their decisions carried them, each set of them stored once. Used
 * by one thread.
 */
final class WorkloadVersions {
  private static final int REMEMBERED = 5000;

  private record Version(int host, Workload workload) {}

  private final Map<Version, Long> known = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Version, Long> uncommitted = new HashMap<>();

  /** A transaction begins. */
  void begin() {
    uncommitted.clear();
  }

  /** The transaction is there. */
  void commit() {
    known.putAll(uncommitted);
    uncommitted.clear();
    while (known.size() > REMEMBERED) {
      known.remove(known.keySet().iterator().next());
    }
  }

  /** The number under which the attributes are stored. */
  long number(Connection connection, KnownHost host, Workload workload) throws SQLException {
    Version version = new Version(host.number(), workload);
    Long number = known.get(version);
    if (number == null) {
      number = uncommitted.get(version);
    }
    if (number == null) {
      number = store(connection, host, workload);
      uncommitted.put(version, number);
    }
    return number;
  }

  private static long store(Connection connection, KnownHost host, Workload workload)
      throws SQLException {
    // A host speaks for itself only, whatever it writes into its workloads.
    Workload own =
        new Workload(
            workload.id(),
            host.host(workload.host()),
            workload.container(),
            workload.image(),
            workload.kubernetes(),
            workload.marathon(),
            workload.unknown());
    String json = Json.text(own);
    return Query.first(
            connection,
            "insert into workload_versions (digest, host, workload_id, name, workload) values (?, ?,"
                + " ?, ?, ?) on conflict (digest) do update set name = excluded.name returning"
                + " number",
            row -> row.wide("number"),
            sha256(json),
            host.id(),
            shortened(workload.id()),
            shortened(workload.name()),
            json)
        .orElseThrow();
  }

  /** An index entry has at most 2,704 bytes. */
  private static String shortened(String name) {
    return name.length() > 500 ? name.substring(0, 500) : name;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
