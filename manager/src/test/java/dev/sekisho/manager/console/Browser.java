package dev.sekisho.manager.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The system's Chromium, without a window. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final com.microsoft.playwright.Browser browser =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(CHROMIUM)
                  .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic")));

  /**
   * A way to look at the console.
   *
   * @param language as {@code Accept-Language}
   * @param scheme what the reader's system prefers
   * @param width of the window
   * @param script whether scripts run
   */
  record Look(String language, ColorScheme scheme, int width, boolean script) {
    static final Look USUAL = new Look("en", ColorScheme.LIGHT, 1280, true);

    @Override
    public String toString() {
      return language + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
    }
  }

  /**
   * A browser's window.
   *
   * @param state what {@link BrowserContext#storageState()} said of a login, empty for nobody
   */
  Window open(Look look, String state, String address) {
    com.microsoft.playwright.Browser.NewContextOptions options =
        new com.microsoft.playwright.Browser.NewContextOptions()
            .setBaseURL(address)
            .setIgnoreHTTPSErrors(true)
            .setLocale(look.language())
            .setTimezoneId("Asia/Tokyo")
            .setColorScheme(look.scheme())
            .setJavaScriptEnabled(look.script())
            .setViewportSize(look.width(), look.width() < 500 ? 844 : 900);
    if (!state.isEmpty()) {
      options.setStorageState(state);
    }
    return new Window(browser.newContext(options));
  }

  /** A window with one page, and what its console complained of. */
  static final class Window implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Window(BrowserContext context) {
      this.context = context;
      this.page = context.newPage();
      page.setDefaultTimeout(15_000);
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
              complaints.add(page.url() + ": " + message.text());
            }
          });
      page.onPageError(error -> complaints.add(page.url() + ": " + error));
    }

    Page page() {
      return page;
    }

    BrowserContext context() {
      return context;
    }

    /** Errors of scripts, violations of the Content-Security-Policy, and what did not load. */
    List<String> complaints() {
      return complaints;
    }

    @Override
    public void close() {
      context.close();
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
