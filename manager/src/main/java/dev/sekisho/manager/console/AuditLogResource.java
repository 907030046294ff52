package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.AuditEntry;
import dev.sekisho.manager.store.AuditLog;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The page of the audit log. */
@Path("/audit-log")
@Needs(Permission.READ)
public class AuditLogResource {
  private static final int PAGE = 50;

  private final Pages pages;
  private final Visit visit;
  private final AuditLog auditLog;

  AuditLogResource(Pages pages, Visit visit, AuditLog auditLog) {
    this.pages = pages;
    this.visit = visit;
    this.auditLog = auditLog;
  }

  @GET
  public Response list(
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("verify") @DefaultValue("false") boolean verify) {
    boolean first = !before.matches("\\d{1,18}");
    List<AuditEntry> entries = auditLog.page(first ? Long.MAX_VALUE : Long.parseLong(before), PAGE);
    Reader reader = visit.reader();
    Markup lede = reader.rich("audit.lede");
    String chain = "";
    if (verify) {
      AuditLog.Verification verification = auditLog.verify();
      chain = verification.brokenAt().isEmpty() ? "held" : "alarm";
      lede =
          verification
              .brokenAt()
              .map(at -> reader.rich("audit.broken", at))
              .orElseGet(() -> reader.rich("audit.whole", verification.entries()));
    }
    boolean more = entries.size() == PAGE && entries.getLast().number() > 1;
    return pages.page(
        visit,
        "audit-log",
        "audit-log",
        new AuditLogView(
            lede,
            chain,
            entries.stream().map(this::row).toList(),
            first ? "" : "/audit-log",
            more ? "/audit-log?before=" + entries.getLast().number() : ""));
  }

  private AuditLogView.Row row(AuditEntry entry) {
    String key = "audit.action." + entry.action();
    Reader reader = visit.reader();
    return new AuditLogView.Row(
        entry.number(),
        entry.at(),
        entry.actor(),
        entry.address(),
        reader.language().texts().has(key) ? reader.say(key) : Inert.line(entry.action()),
        entry.subject(),
        entry.detail().equals("{}") ? "" : Inert.middle(entry.detail(), 4000),
        entry.weakens());
  }
}
