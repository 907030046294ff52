package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.manager.store.ChangeRefused.Reason;
import dev.sekisho.manager.store.PolicyRevision.Change;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.Diagnostic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps policies and exceptions with all their revisions. Each change makes a new revision, an
 * entry in the audit log and a new bundle for the hosts, in one transaction.
 */
public final class Policies {
  private final Database database;
  private final AuditLog auditLog;
  private final BundleRevision bundleRevision;
  private final Clock clock;

  public Policies(
      Database database, AuditLog auditLog, BundleRevision bundleRevision, Clock clock) {
    this.database = database;
    this.auditLog = auditLog;
    this.bundleRevision = bundleRevision;
    this.clock = clock;
  }

  /** All that were not deleted, by name. */
  public List<StoredPolicy> list() {
    return database.transaction(
        connection ->
            Query.list(
                connection,
                "select * from policies where deleted_at is null order by name",
                Policies::read));
  }

  public Optional<StoredPolicy> one(String name) {
    return database.transaction(connection -> find(connection, name));
  }

  /** Whether there ever was a policy, deleted ones included. */
  public boolean everHadOne() {
    return database.transaction(
        connection ->
            Query.first(connection, "select 1 from policy_revisions limit 1", row -> true)
                .isPresent());
  }

  /** Revisions, newest first; of a deleted policy too. */
  public List<PolicyRevision> history(String name) {
    return database.transaction(
        connection ->
            Query.list(
                connection,
                "select * from policy_revisions where name = ? order by revision desc",
                Policies::readRevision,
                name));
  }

  public Optional<PolicyRevision> revision(String name, int revision) {
    return database.transaction(
        connection ->
            Query.first(
                connection,
                "select * from policy_revisions where name = ? and revision = ?",
                Policies::readRevision,
                name,
                revision));
  }

  /**
   * Stores each document of a text; all or nothing.
   *
   * @param fileName names the text in diagnostics
   * @param dryRun whether to say what would be done and do nothing
   * @throws PolicyRejected if the text has errors
   * @throws ChangeRefused {@code WEAKENS} if it lowers protection and the author may not
   */
  public List<AppliedPolicy> apply(String fileName, String yaml, Author author, boolean dryRun) {
    List<PolicyDraft> drafts = readWhole(fileName, yaml);
    return changed(
        dryRun,
        connection -> {
          List<AppliedPolicy> applied = new ArrayList<>();
          for (PolicyDraft draft : drafts) {
            applied.add(store(connection, draft, author, Change.CHANGED, dryRun));
          }
          return applied;
        });
  }

  /**
   * Stores one document.
   *
   * @param name its name, which must be the one in the text
   * @param expected the revision that the change was made from; 0 if there is none yet; empty to
   *     overwrite whatever is there
   * @throws PolicyRejected if the text has errors
   * @throws ChangeRefused if it is refused
   */
  public AppliedPolicy put(String name, String yaml, Optional<Integer> expected, Author author) {
    List<PolicyDraft> drafts = readWhole(name + ".yaml", yaml);
    if (drafts.size() != 1 || !drafts.getFirst().name().equals(name)) {
      throw new ChangeRefused(Reason.NAME_DIFFERS, name);
    }
    return changed(
        false,
        connection -> {
          expectRevision(connection, name, expected);
          return store(connection, drafts.getFirst(), author, Change.CHANGED, false);
        });
  }

  /** Makes an older revision the newest. */
  public AppliedPolicy rollback(String name, int to, Author author) {
    return changed(
        false,
        connection -> {
          String yaml =
              Query.first(
                      connection,
                      "select yaml from policy_revisions where name = ? and revision = ? and yaml"
                          + " <> ''",
                      row -> row.text("yaml"),
                      name,
                      to)
                  .orElseThrow(() -> new ChangeRefused(Reason.NOT_FOUND, name + " revision " + to));
          List<PolicyDraft> drafts = readWhole(name + ".yaml", yaml);
          return store(connection, drafts.getFirst(), author, Change.ROLLED_BACK, false);
        });
  }

  /**
   * Deletes; the history stays.
   *
   * @throws ChangeRefused if there is none, or the author may not weaken
   */
  public AppliedPolicy delete(String name, Optional<Integer> expected, Author author) {
    return changed(
        false,
        connection -> {
          expectRevision(connection, name, expected);
          StoredPolicy before =
              find(connection, name).orElseThrow(() -> new ChangeRefused(Reason.NOT_FOUND, name));
          List<String> weaker = Weakening.of(draft(before), Optional.empty());
          requireWeaken(weaker, name, author);
          Instant now = clock.instant();
          int revision = before.revision() + 1;
          Query.update(
              connection,
              "update policies set deleted_at = ?, revision = ?, author = ?, updated_at = ? where"
                  + " name = ?",
              now,
              revision,
              author.actor().name(),
              now,
              name);
          record(connection, name, revision, "", author, Change.DELETED, now);
          AppliedPolicy applied =
              new AppliedPolicy(name, before.kind(), revision, Change.DELETED, weaker);
          finish(connection, applied, author);
          return applied;
        });
  }

  private <T> T changed(boolean dryRun, Database.Work<T> work) {
    T result = database.transaction(work);
    if (!dryRun) {
      bundleRevision.announce();
    }
    return result;
  }

  private static List<PolicyDraft> readWhole(String fileName, String yaml) {
    List<PolicyDraft> drafts = PolicyDraft.readAll(fileName, yaml);
    List<Diagnostic> errors =
        drafts.stream()
            .flatMap(d -> d.diagnostics().stream())
            .filter(d -> d.severity() == Diagnostic.Severity.ERROR)
            .toList();
    Set<String> names = new HashSet<>();
    boolean readable =
        drafts.stream().allMatch(d -> d.policy().isPresent() || d.exception().isPresent());
    if (!errors.isEmpty() || drafts.isEmpty() || !readable) {
      throw new PolicyRejected(
          errors.isEmpty()
              ? List.of(
                  new Diagnostic(
                      fileName, 1, 1, Diagnostic.Severity.ERROR, "policy-empty", List.of()))
              : errors);
    }
    for (PolicyDraft draft : drafts) {
      if (!names.add(draft.name())) {
        throw new ChangeRefused(Reason.EXISTS, draft.name());
      }
    }
    return drafts;
  }

  private AppliedPolicy store(
      Connection connection, PolicyDraft draft, Author author, Change change, boolean dryRun)
      throws SQLException {
    Optional<StoredPolicy> before = find(connection, draft.name());
    if (before.isPresent() && before.get().kind() != draft.kind()) {
      throw new ChangeRefused(Reason.EXISTS, draft.name());
    }
    if (before.isPresent() && before.get().yaml().equals(draft.yaml())) {
      return new AppliedPolicy(
          draft.name(), draft.kind(), before.get().revision(), Change.UNCHANGED, List.of());
    }
    List<String> weaker = Weakening.of(before.flatMap(Policies::draft), Optional.of(draft));
    requireWeaken(weaker, draft.name(), author);
    int revision = lastRevision(connection, draft.name()) + 1;
    Change made = before.isEmpty() && change == Change.CHANGED ? Change.CREATED : change;
    AppliedPolicy applied = new AppliedPolicy(draft.name(), draft.kind(), revision, made, weaker);
    if (!dryRun) {
      write(connection, draft, before, revision, author);
      record(connection, draft.name(), revision, draft.yaml(), author, made, clock.instant());
      finish(connection, applied, author);
    }
    return applied;
  }

  private void write(
      Connection connection,
      PolicyDraft draft,
      Optional<StoredPolicy> before,
      int revision,
      Author author)
      throws SQLException {
    Instant now = clock.instant();
    // An edit does not move the activation; becoming enabled does.
    Instant activatedAt =
        before.filter(StoredPolicy::enabled).map(StoredPolicy::activatedAt).orElse(now);
    Query.update(
        connection,
        """
        insert into policies (name, kind, revision, yaml, enabled, mode, description, activated_at, author, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (name) do update set kind = excluded.kind, revision = excluded.revision, yaml = excluded.yaml,
          enabled = excluded.enabled, mode = excluded.mode, description = excluded.description,
          activated_at = excluded.activated_at, author = excluded.author, updated_at = excluded.updated_at,
          deleted_at = null
        """,
        draft.name(),
        draft.kind(),
        revision,
        draft.yaml(),
        draft.enabled(),
        draft.mode(),
        draft.description(),
        activatedAt,
        author.actor().name(),
        now);
  }

  private static void record(
      Connection connection,
      String name,
      int revision,
      String yaml,
      Author author,
      Change change,
      Instant now)
      throws SQLException {
    Query.update(
        connection,
        "insert into policy_revisions (name, revision, yaml, author, at, change) values (?, ?, ?,"
            + " ?, ?, ?)",
        name,
        revision,
        yaml,
        author.actor().name(),
        now,
        change);
  }

  private void finish(Connection connection, AppliedPolicy applied, Author author)
      throws SQLException {
    bundleRevision.raise(connection);
    auditLog.append(
        connection,
        author.actor(),
        "policy." + applied.change().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        applied.name(),
        Map.of("revision", applied.revision(), "weaker", applied.weaker()),
        !applied.weaker().isEmpty());
  }

  private static void requireWeaken(List<String> weaker, String name, Author author) {
    if (!weaker.isEmpty() && !author.mayWeaken()) {
      throw new ChangeRefused(Reason.WEAKENS, name);
    }
  }

  private static void expectRevision(Connection connection, String name, Optional<Integer> expected)
      throws SQLException {
    if (expected.isEmpty()) {
      return;
    }
    int current = find(connection, name).map(StoredPolicy::revision).orElse(0);
    if (current != expected.get()) {
      throw new ChangeRefused(Reason.CHANGED_MEANWHILE, name);
    }
  }

  private static Optional<PolicyDraft> draft(StoredPolicy policy) {
    return PolicyDraft.readAll(policy.name() + ".yaml", policy.yaml()).stream().findFirst();
  }

  private static int lastRevision(Connection connection, String name) throws SQLException {
    return Query.first(
            connection,
            "select coalesce(max(revision), 0) as revision from policy_revisions where name = ?",
            row -> row.number("revision"),
            name)
        .orElse(0);
  }

  private static Optional<StoredPolicy> find(Connection connection, String name)
      throws SQLException {
    return Query.first(
        connection,
        "select * from policies where name = ? and deleted_at is null for update",
        Policies::read,
        name);
  }

  private static StoredPolicy read(Row row) throws SQLException {
    return new StoredPolicy(
        row.text("name"),
        StoredPolicy.Kind.valueOf(row.text("kind")),
        row.number("revision"),
        row.text("yaml"),
        row.flag("enabled"),
        Mode.valueOf(row.text("mode")),
        row.text("description"),
        row.instant("activated_at"),
        row.text("author"),
        row.instant("updated_at"));
  }

  private static PolicyRevision readRevision(Row row) throws SQLException {
    return new PolicyRevision(
        row.number("revision"),
        row.text("yaml"),
        row.text("author"),
        row.instant("at"),
        Change.valueOf(row.text("change")));
  }
}
