package dev.sekisho.manager.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.manager.store.StoredPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PagesTest {
  private static final Path GALLERY = Path.of("target/gallery");

  private final Drawing drawing = new Drawing();

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyPageCanBeDrawn(Language language) throws IOException {
    Files.createDirectories(GALLERY);
    Reader reader = Drawing.reader(language, Theme.SYSTEM);
    for (Map.Entry<String, String> page : pages(reader, Scene.FIXED.situation()).entrySet()) {
      assertThat(page.getValue()).as(page.getKey()).contains("</html>").doesNotContain("NOT_FOUND");
      Files.writeString(
          GALLERY.resolve(page.getKey() + "." + language.tag() + ".html"), page.getValue());
    }
  }

  @Test
  void everyPageCanBeDrawnWhenThereIsNothing() throws IOException {
    Files.createDirectories(GALLERY);
    Reader reader = Drawing.reader(Language.ENGLISH, Theme.SYSTEM);
    for (Map.Entry<String, String> page : pages(reader, Scene.empty()).entrySet()) {
      assertThat(page.getValue()).as(page.getKey()).contains("</html>");
      Files.writeString(GALLERY.resolve(page.getKey() + ".empty.html"), page.getValue());
    }
  }

  @Test
  void whatAnAttackerWroteIsInertAndVisibleOnEveryPage() {
    Reader reader = Drawing.reader(Language.ENGLISH, Theme.SYSTEM);
    pages(reader, Scene.FIXED.situation())
        .forEach(
            (name, html) ->
                assertThat(html)
                    .as(name)
                    .doesNotContain("<img")
                    .doesNotContain("\u202E")
                    .doesNotContain("\u0007"));
    assertThat(pages(reader, Scene.FIXED.situation()).get("workloads"))
        .contains("&lt;img src=x onerror=alert(1)&gt;[U+202E]gnp.exe[U+0007][U+000A]");
  }

  @Test
  void noPageHoldsCodeOrStyleInItsMarkup() {
    Reader reader = Drawing.reader(Language.ENGLISH, Theme.DARK);
    pages(reader, Scene.FIXED.situation())
        .forEach(
            (name, html) ->
                // without the values of attributes: what stands in quotes is text
                assertThat(html.replaceAll("=\"[^\"]*\"", "=\"\""))
                    .as(name)
                    .doesNotContainPattern("<[a-z][^>]*\\son[a-z]+=")
                    .doesNotContainPattern("<[a-z][^>]*\\sstyle=")
                    .doesNotContain("<script")
                    .doesNotContain("<style")
                    .doesNotContain("javascript:"));
  }

  /** Every page by the name of its template. */
  private Map<String, String> pages(Reader reader, Situation situation) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(
        "login",
        drawing.draw(
            "login",
            reader,
            Map.of("view", new LoginView("/login", "/login", "/", "", "", false, 12))));
    pages.put(
        "overview",
        page(
            "overview",
            reader,
            new OverviewPage(reader, situation, OverviewPage.Period.DAY).view()));
    pages.put(
        "workloads",
        page(
            "workloads",
            reader,
            new WorkloadsPage(reader, situation, new WorkloadsPage.Conditions("", "", "", ""))
                .view()));
    situation.protections().stream()
        .filter(p -> p.mode() == dev.sekisho.model.Mode.ENFORCE)
        .forEach(
            protection ->
                pages.put(
                    "workload-" + protection.workload().name(),
                    page(
                        "workload",
                        reader,
                        new WorkloadPage(
                                reader,
                                protection,
                                situation.policies(),
                                new RecentCounts(situation.newest()))
                            .view())));
    pages.put("events", page("events", reader, events(reader, situation)));
    HostsPage hosts = new HostsPage(reader, situation, 7);
    pages.put("hosts", page("hosts", reader, hosts.list()));
    situation
        .hosts()
        .forEach(
            host -> pages.put("host-" + host.host().name(), page("host", reader, hosts.one(host))));
    addPolicies(pages, reader, situation);
    addSettings(pages, reader);
    pages.put(
        "problem",
        drawing.draw(
            "problem",
            reader,
            Map.of(
                "view",
                new ProblemView(
                    503,
                    "database-down",
                    "problem.database.title",
                    reader.say("problem.database.what"),
                    reader.say("problem.database.fix"),
                    "",
                    "",
                    "7f3a"))));
    return pages;
  }

  private void addPolicies(Map<String, String> pages, Reader reader, Situation situation) {
    PoliciesPage policies = new PoliciesPage(reader, situation);
    pages.put("policies", page("policies", reader, policies.list()));
    pages.put("policy-new", page("policy", reader, policies.unsaved(policies.template(), "")));
    for (StoredPolicy stored : situation.policies()) {
      PolicyChangePage change = new PolicyChangePage(reader, situation, stored);
      pages.put(
          "policy-" + stored.name(),
          page("policy", reader, policies.one(stored, stored.yaml(), "")));
      pages.put(
          "change-" + stored.name(),
          page("policy-change", reader, change.simple(PolicyChangePage.Kind.AUDIT, "")));
      pages.put(
          "history-" + stored.name(),
          page("history", reader, policies.history(stored.name(), Scene.FIXED.history(), 2, true)));
    }
  }

  private void addSettings(Map<String, String> pages, Reader reader) {
    List<Choice> choices = List.of(new Choice("a", "Alpha", true), new Choice("b", "Beta", false));
    pages.put(
        "settings",
        page(
            "settings",
            reader,
            new SettingsView(
                choices,
                choices,
                choices,
                true,
                List.of(new SettingsView.Field("sessionIdle", 480, "minutes", 1, 43200)),
                true,
                "")));
    pages.put(
        "users",
        page(
            "users",
            reader,
            new UsersView(
                List.of(
                    new UsersView.Row(
                        "/settings/users/admin",
                        "admin",
                        reader.say("role.administrator"),
                        "",
                        Scene.FIXED.now,
                        Optional.of(Scene.FIXED.now))),
                choices,
                "kei",
                "abcde-fghjk",
                "")));
    pages.put(
        "user",
        page("user", reader, new UserView("/settings/users/kei", "kei", choices, true, false, "")));
    pages.put(
        "tokens",
        page(
            "tokens",
            reader,
            new TokensView(
                List.of(
                    new TokensView.Row(
                        "1",
                        Scene.HOSTILE,
                        "x",
                        "admin",
                        Scene.FIXED.now,
                        Markup.text("never"),
                        Markup.text("never"))),
                choices,
                choices,
                "",
                "",
                "")));
    pages.put(
        "audit-log",
        page(
            "audit-log",
            reader,
            new AuditLogView(
                reader.rich("audit.lede"),
                "",
                List.of(
                    new AuditLogView.Row(
                        1, Scene.FIXED.now, "admin", "192.0.2.1", "x", Scene.HOSTILE, "{}", true)),
                "",
                "/audit-log?before=1")));
    pages.put(
        "enrol",
        page(
            "enrol",
            reader,
            new EnrolView(
                "echo skt1.x | sudo sekisho enforcer --manager https://192.0.2.1:8444 --token-file /dev/stdin",
                reader.rich("enrol.expires", reader.day(Scene.FIXED.now)),
                "",
                "",
                "",
                "",
                choices)));
    pages.put(
        "confirm",
        page(
            "confirm",
            reader,
            new ConfirmView(
                reader.say("revoke.title", "edge"),
                "/hosts/1",
                "edge",
                List.of(reader.rich("revoke.effect")),
                "/hosts/1/revoke",
                "revoke.button")));
  }

  private static EventsView events(Reader reader, Situation situation) {
    List<EventRow> rows =
        situation.newest().stream().map(s -> EventRow.of(reader, s, "", s.id() == 9)).toList();
    return new EventsView(
        reader.rich("events.lede", 41, 127, 2),
        "",
        List.of(),
        List.of(),
        List.of(),
        EventRow.folded(rows),
        9,
        "/events/new",
        "/events",
        true,
        "/events?before=1",
        situation.newest().stream().findFirst().map(s -> EventView.of(reader, s, "/events")),
        false,
        "",
        "",
        "");
  }

  private String page(String template, Reader reader, Object view) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("frame", Drawing.frame(template));
    data.put("view", view);
    return drawing.draw(template, reader, data);
  }
}
