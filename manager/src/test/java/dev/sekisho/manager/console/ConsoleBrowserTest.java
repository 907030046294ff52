package dev.sekisho.manager.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.console.Browser.Look;
import dev.sekisho.manager.console.Browser.Window;
import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The console as people use it: the real manager, its real database, a real browser. */
@QuarkusTest
@WithTestResource(ManagerUnderTest.class)
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleBrowserTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final String PASSWORD = "correct horse battery";

  /** What a text looks like that the catalogue does not have. */
  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "\\b(?:nav|overview|event|events|todo|check|policy|policies|host|hosts|workload|workloads"
              + "|settings|level|mode|outcome|control|mechanism|audit\\.action|change|effect"
              + "|weakening|problem|users|user|tokens|enrol|fact|would-pass)\\.[a-z][a-z-]+\\b");

  @Inject Shop shop;
  @Inject TestClient client;
  @Inject ManagerConfiguration configuration;

  @TestHTTPResource(value = "/", tls = true)
  URI console = URI.create("https://localhost/");

  private final Browser browser = new Browser();
  private String address = "";
  private String login = "";
  private Scene scene = Scene.FIXED;
  private Decision explained = Scene.FIXED.decisions().getFirst().decision();

  @BeforeAll
  void openShopAndSignIn() throws IOException {
    client.ready();
    address = console.toString().replaceFirst("/$", "");
    Files.createDirectories(SCREENSHOTS);
    try (Window window = browser.open(Look.USUAL, "", address)) {
      Page page = window.page();
      // Nothing is enrolled yet: what a new manager shows.
      firstLogin(page);
      // That refused logins are logged as failed loads is the browser's way.
      window.complaints().clear();
      for (String empty : List.of("/", "/workloads", "/events", "/hosts", "/policies")) {
        page.navigate(empty);
        screenshot(page, "empty" + empty.replace('/', '-'));
      }
      login = window.context().storageState();
      assertThat(window.complaints()).isEmpty();
    }
    scene = shop.open();
    explained = shop.newest();
  }

  @AfterAll
  void closeBrowser() {
    browser.close();
  }

  private void firstLogin(Page page) throws IOException {
    String oneTime = Files.readString(configuration.data().resolve("first-login")).strip();
    page.navigate("/policies");
    assertThat(page.url()).endsWith("/login?to=%2Fpolicies");
    screenshot(page, "login");
    page.fill("#name", "admin");
    page.fill("#password", "not this");
    page.click("button.btn-primary");
    assertThat(page.textContent("[role=alert]")).isEqualTo("Name or password is wrong.");
    page.fill("#password", oneTime);
    page.press("#password", "Enter");
    assertThat(page.textContent("h1")).isEqualTo("Choose your own password");
    screenshot(page, "first-password");
    page.fill("#current", oneTime);
    page.fill("#password", PASSWORD);
    page.fill("#again", PASSWORD + "!");
    page.press("#again", "Enter");
    assertThat(page.textContent("[role=alert]")).contains("differ");
    page.fill("#current", oneTime);
    page.fill("#password", PASSWORD);
    page.fill("#again", PASSWORD);
    page.press("#again", "Enter");
    page.waitForSelector("nav.nav");
    assertThat(page.url()).isEqualTo(address + "/");
  }

  static List<Look> looks() {
    List<Look> looks = new ArrayList<>();
    for (String language : List.of("en", "ja")) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : List.of(1280, 390)) {
          looks.add(new Look(language, scheme, width, true));
        }
      }
    }
    return looks;
  }

  @ParameterizedTest
  @MethodSource("looks")
  void everyPageIsWhole(Look look) {
    List<String> faults = new ArrayList<>();
    try (Window window = browser.open(look, login, address)) {
      Page page = window.page();
      pages()
          .forEach(
              (name, path) -> {
                Response response = page.navigate(path);
                screenshot(page, name + "-" + look);
                examine(page, response, look).forEach(fault -> faults.add(name + ": " + fault));
              });
      faults.addAll(window.complaints());
    }
    assertThat(faults).as(look.toString()).isEmpty();
  }

  /** Every page by a name for its picture. */
  private Map<String, String> pages() {
    Decision blocked = explained;
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("overview", "/");
    pages.put("workloads", "/workloads");
    pages.put("workload-holding", Address.workload(scene.shop));
    pages.put("workload-broken", Address.workload(scene.legacy));
    pages.put("workload-hostile", Address.workload(scene.attacker));
    pages.put("events", "/events");
    pages.put("event", Address.event(blocked.key()));
    pages.put("events-none", "/events?q=nothingmatchesthis&outcome=blocked");
    pages.put("events-live", "/events/live");
    pages.put("policies", "/policies");
    pages.put("policy", "/policies/baseline");
    pages.put("policy-new", "/policies/new");
    pages.put("policy-enforce", "/policies/baseline/change?to=enforce");
    pages.put("policy-delete", "/policies/baseline/change?to=delete");
    pages.put("policy-history", "/policies/baseline/history");
    pages.put("hosts", "/hosts");
    pages.put("host", Address.host(scene.batch.id()));
    pages.put("host-enrol", "/hosts/enrol");
    pages.put("host-revoke", Address.host(scene.batch.id()) + "/revoke");
    pages.put("settings", "/settings");
    pages.put("account", "/settings/account");
    pages.put("users", "/settings/users");
    pages.put("user", "/settings/users/admin");
    pages.put("tokens", "/settings/tokens");
    pages.put("audit-log", "/audit-log?verify=true");
    return pages;
  }

  private static List<String> examine(Page page, Response response, Look look) {
    List<String> faults = new ArrayList<>();
    if (response.status() != 200) {
      faults.add("status " + response.status());
    }
    if (!page.getAttribute("html", "lang").equals(look.language())) {
      faults.add("language " + page.getAttribute("html", "lang"));
    }
    if (page.locator("h1").count() != 1) {
      faults.add(page.locator("h1").count() + " first headings");
    }
    int overflow =
        (Integer)
            page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    if (overflow > 0) {
      faults.add(
          overflow
              + " px too wide: "
              + page.evaluate(
                  "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right"
                      + " > document.documentElement.clientWidth + 1 && !e.closest('.scroll, .clip, .lines, .yaml'))"
                      + ".slice(0, 4).map(e => e.tagName + '.' + e.className).join(', ')"));
    }
    UNTRANSLATED
        .matcher(page.innerText("body"))
        .results()
        .map(match -> match.group())
        .filter(word -> !word.equals("host.name") && !word.startsWith("container."))
        .forEach(word -> faults.add("not translated: " + word));
    faults.addAll(Contrast.faults(page));
    return faults;
  }

  @Test
  void aPolicyGoesFromAuditToEnforceAndItsEventExplainsItself() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      page.navigate("/policies/new");
      page.fill(
          "#yaml",
          """
          apiVersion: sekisho.dev/v1
          kind: Policy
          metadata: {name: shop-frontend, description: Internet-facing web tier}
          scope: container.name == "shop-frontend"
          mode: audit
          controls:
            executableBlocklst: {names: [wget]}
          """);
      page.waitForSelector("#check .alarm");
      assertThat(page.innerText("#check")).contains("executableBlocklist");
      screenshot(page, "policy-mistake");
      page.fill("#yaml", page.inputValue("#yaml").replace("Blocklst", "Blocklist"));
      page.waitForSelector("#check .held");
      assertThat(page.innerText("#check")).contains("shop-frontend");
      page.click("button[value=save]");
      page.waitForURL("**/policies/shop-frontend");
      page.click("text=Switch to Enforce");
      assertThat(page.innerText("main")).contains("mode: enforce");
      page.click("button[value=confirm]");
      page.waitForURL("**/policies/shop-frontend");
      assertThat(page.innerText(".head")).contains("Back to Audit");

      Decision sent =
          shop.send(
              Scene.stored(
                      1,
                      scene.shop,
                      Scene.wget(scene.now),
                      Scene.enforced("shop-frontend"),
                      Action.DENIED)
                  .decision());
      page.navigate("/events?policy=shop-frontend");
      page.click("#list a[href^='" + Address.event(sent.key()) + "']");
      page.waitForSelector("#open [data-close], #open .trail");
      assertThat(page.innerText("#open"))
          .contains("wget did not run in shop-frontend")
          .contains("Refused with EPERM")
          .contains("What would have let it pass");
      assertThat(page.url()).contains(Address.event(sent.key()));
      screenshot(page, "flow-explanation");

      page.navigate("/policies/shop-frontend");
      page.click("text=Back to Audit");
      assertThat(page.innerText("main")).contains("This weakens protection");
      page.fill("#reason", "the demonstration ended");
      page.click("button[value=confirm]");
      page.waitForURL("**/policies/shop-frontend");
      page.navigate("/audit-log");
      assertThat(page.innerText("main")).contains("the demonstration ended");
      assertThat(window.complaints()).isEmpty();
    }
  }

  @Test
  void aNewEventIsAnnouncedWithoutMovingTheList() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      page.navigate("/events");
      page.waitForSelector("#live:not([hidden])");
      page.waitForTimeout(500);
      int before = page.locator("#list tbody tr").count();
      send("/usr/bin/brand-new");
      page.waitForSelector(".newbar");
      assertThat(page.innerText(".newbar")).isEqualTo("1 new event. Show it");
      assertThat(page.locator("#list tbody tr").count()).isEqualTo(before);
      page.click(".newbar");
      assertThat(page.innerText("#list tbody tr >> nth=0")).contains("brand-new");
      assertThat(window.complaints()).isEmpty();
    }
  }

  @Test
  void theLivePageAppendsAsThingsHappen() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      page.navigate("/events/live");
      page.waitForSelector("#live:not([hidden])");
      page.waitForTimeout(500);
      send("/opt/live-one");
      page.waitForSelector("#tail >> text=live-one");
      send("/opt/live-two");
      page.waitForSelector("#tail >> text=live-two");
      assertThat(page.innerText("#tail tr:not([hidden]) >> nth=0")).contains("live-two");
      assertThat(window.complaints()).isEmpty();
    }
  }

  private void send(String path) {
    shop.send(
        Scene.stored(
                1, scene.search, Scene.dropped(scene.now, path), Scene.enforced("x"), Action.KILLED)
            .decision());
  }

  @Test
  void everythingIsReachedByKeys() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      page.navigate("/events");
      page.keyboard().press("Tab");
      assertThat(focused(page)).contains("Skip to the content");
      page.keyboard().press("/");
      assertThat(page.evaluate("() => document.activeElement.name")).isEqualTo("q");
      page.keyboard().press("Escape");
      page.keyboard().press("j");
      String first = focused(page);
      page.keyboard().press("j");
      assertThat(focused(page)).isNotEqualTo(first);
      page.keyboard().press("k");
      assertThat(focused(page)).isEqualTo(first);
      page.keyboard().press("Enter");
      page.waitForSelector("#open .trail");
      assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("open");
      page.keyboard().press("Escape");
      page.waitForSelector(
          "#open .trail",
          new Page.WaitForSelectorOptions()
              .setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED));
      assertThat(focused(page)).isEqualTo(first);
      assertThat(page.url()).endsWith("/events");
      assertThat(window.complaints()).isEmpty();
    }
  }

  private static String focused(Page page) {
    return (String) page.evaluate("() => document.activeElement.innerText");
  }

  @Test
  void allButTheLivePartsWorksWithoutScripts() {
    Look plain = new Look("en", ColorScheme.LIGHT, 1280, false);
    try (Window window = browser.open(plain, login, address)) {
      Page page = window.page();
      page.navigate("/events");
      page.selectOption("select[name=outcome]", "blocked");
      page.click("text=Apply");
      assertThat(page.url()).contains("outcome=blocked");
      page.click("#list .rowlink >> nth=0");
      assertThat(page.innerText("#open")).contains("What was asked");
      page.click("[data-close]");
      assertThat(page.url()).contains("/events?outcome=blocked");
      page.click(".tools button[name=language]");
      assertThat(page.getAttribute("html", "lang")).isEqualTo("ja");
      assertThat(page.url()).contains("/events?outcome=blocked");
      page.click(".tools button[name=theme]");
      assertThat(page.getAttribute("html", "data-theme")).isEqualTo("dark");
      page.navigate("/policies/baseline");
      page.fill("#yaml", page.inputValue("#yaml") + "\nmoode: enforce\n");
      page.click("button[value=check]");
      assertThat(page.innerText("#check")).contains("moode");
      screenshot(page, "no-script-policy");
    }
  }

  @Test
  void whatSavingAnUntouchedPolicySendsIsWhatWasThere() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      page.navigate("/policies/baseline");
      String revision = page.innerText(".lede");
      page.click("button[value=save]");
      page.waitForLoadState();
      assertThat(page.innerText(".lede")).isEqualTo(revision);
    }
  }

  @Test
  void problemsAreWholePagesToo() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      for (String path : List.of("/nothing/here", "/policies/nothing", "/events/x/1/1")) {
        Response response = page.navigate(path);
        assertThat(response.status()).as(path).isEqualTo(404);
        assertThat(page.textContent("h1")).as(path).isEqualTo("This page does not exist");
      }
      screenshot(page, "problem-404");
    }
  }

  @Test
  void aWorkloadWithAHostileNameIsShownAndNothingOfItRuns() {
    try (Window window = browser.open(Look.USUAL, login, address)) {
      Page page = window.page();
      List<String> dialogs = new ArrayList<>();
      page.onDialog(dialog -> dialogs.add(dialog.message()));
      page.navigate("/workloads");
      Locator row = page.locator("a.rowlink", new Page.LocatorOptions().setHasText("onerror"));
      assertThat(row.innerText()).contains("[U+202E]").contains("<img src=x");
      row.click();
      page.waitForSelector("#controls");
      assertThat(page.textContent("h1")).contains("<img src=x onerror=alert(1)>[U+202E]");
      assertThat(page.locator("img").count()).isZero();
      assertThat(dialogs).isEmpty();
      assertThat(window.complaints()).isEmpty();
    }
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name + ".png")));
  }
}
