package dev.sekisho.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class AuditLogTest {
  @Inject TestClient http;
  @Inject Database database;
  @Inject AuditLog auditLog;

  @BeforeEach
  void someEntries() {
    http.ready();
    auditLog.append(new Actor("alice", "10.0.0.1"), "test.one", "関所", Map.of("a", "1"));
    auditLog.append(new Actor("alice", "10.0.0.1"), "test.two", "x\0y", Map.of());
  }

  @Test
  void entriesAreChainedAndTheChainIsWhole() {
    AuditLog.Verification verification = auditLog.verify();
    assertThat(verification.brokenAt()).isEmpty();
    AuditEntry newest = auditLog.page(Long.MAX_VALUE, 1).getFirst();
    assertThat(verification.head()).isEqualTo(newest.hash());
    assertThat(verification.entries()).isEqualTo(newest.number());
  }

  @Test
  void theDatabaseRefusesToChangeOrDeleteEntries() {
    for (String attempt :
        new String[] {
          "update audit_log set actor = 'mallory'", "delete from audit_log", "truncate audit_log"
        }) {
      assertThatThrownBy(() -> run(attempt)).hasMessageContaining("append-only");
    }
  }

  @Test
  void whatSomebodyChangesPastTheDatabaseBreaksTheChain() {
    long number = auditLog.page(Long.MAX_VALUE, 1).getFirst().number();
    database.transaction(
        connection -> {
          tamper(connection, "update audit_log set actor = 'mallory' where number = ?", number);
          return true;
        });
    assertThat(auditLog.verify().brokenAt()).hasValue(number);
    database.transaction(
        connection -> {
          tamper(connection, "update audit_log set actor = 'alice' where number = ?", number);
          return true;
        });
    assertThat(auditLog.verify().brokenAt()).isEmpty();
  }

  private static void tamper(Connection connection, String sql, long number) throws SQLException {
    Query.run(connection, "alter table audit_log disable trigger all");
    Query.update(connection, sql, number);
    Query.run(connection, "alter table audit_log enable trigger all");
  }

  private void run(String sql) {
    database.transaction(
        connection -> {
          Query.run(connection, sql);
          return true;
        });
  }
}
