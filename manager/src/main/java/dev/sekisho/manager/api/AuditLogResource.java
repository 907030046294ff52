package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.AuditEntry;
import dev.sekisho.manager.store.AuditLog;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The record of every change. */
@Path("/api/v1/audit-log")
@Produces(MediaType.APPLICATION_JSON)
@Needs(Permission.READ)
@Tag(name = "audit log")
public class AuditLogResource {
  private static final int MOST = 500;

  private final AuditLog auditLog;

  AuditLogResource(AuditLog auditLog) {
    this.auditLog = auditLog;
  }

  /**
   * A page.
   *
   * @param items entries, newest first
   * @param next cursor of the next page; absent at the end
   */
  public record AuditPage(List<AuditEntry> items, Optional<Long> next) {}

  @GET
  @Operation(summary = "Entries, newest first")
  public AuditPage page(
      @QueryParam("limit") @DefaultValue("50") int limit,
      @QueryParam("cursor") @DefaultValue("9223372036854775807") long cursor) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit " + limit + ": expected 1 to " + MOST);
    }
    List<AuditEntry> entries = auditLog.page(cursor, limit);
    return new AuditPage(
        entries,
        entries.size() == limit ? Optional.of(entries.getLast().number()) : Optional.empty());
  }

  @GET
  @Path("verify")
  @Operation(
      summary = "Whether the chain of hashes is whole, and its newest hash to keep elsewhere")
  public AuditLog.Verification verify() {
    return auditLog.verify();
  }
}
