package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One page that opens offline: no script, nothing loaded, readable dark and light, on a phone and
 * on paper. A Content-Security-Policy forbids what an image's texts might try.
 */
public final class HtmlReport implements Report {
  private final Words words;

  /**
   * One in the reader's language.
   *
   * @param words the language of the page
   */
  public HtmlReport(Words words) {
    this.words = words;
  }

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    Writer page = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    head(page, report);
    facts(page, report);
    gaps(page, report);
    vulnerabilities(page, Contents.of(report, Finding.Vulnerability.class));
    others(page, "html.secrets", Contents.of(report, Finding.Secret.class));
    others(page, "html.malware", Contents.of(report, Finding.Malware.class));
    others(page, "html.misconfigurations", Contents.of(report, Finding.Misconfiguration.class));
    components(page, report.components());
    page.write("</main></body></html>\n");
    page.flush();
  }

  private void head(Writer page, ScanReport report) throws IOException {
    String title = escape(words.of("html.title", report.target().name()));
    page.write(
        "<!doctype html><html lang=\""
            + words.language()
            + "\"><head><meta charset=\"utf-8\">"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + "<title>"
            + title
            + "</title><style>"
            + style()
            + "</style></head><body><main><h1>"
            + title
            + "</h1><p class=\"faint\">"
            + escape(words.of("html.scanned", report.createdAt(), report.version()))
            + "</p>");
    page.write("<p class=\"counts\">");
    for (Map.Entry<Severity, Integer> entry : Contents.count(report.findings()).entrySet()) {
      page.write(badge(entry.getKey(), " " + entry.getValue()) + " ");
    }
    page.write("</p>");
    if (report.findings().isEmpty()) {
      page.write(
          "<p>"
              + escape(words.of(report.gaps().isEmpty() ? "html.clean" : "html.clean.gaps"))
              + "</p>");
    }
  }

  private static String style() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new AssertionError("report.css is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void facts(Writer page, ScanReport report) throws IOException {
    page.write("<dl>");
    if (report.system().isPresent()) {
      fact(page, "html.system", report.system().get().name());
    }
    if (report.target().image().isPresent()) {
      ScanReport.ScannedImage image = report.target().image().get();
      fact(
          page,
          "html.image",
          image.id() + " " + image.operatingSystem() + "/" + image.architecture());
    }
    fact(
        page,
        "html.database",
        report
            .database()
            .map(
                state ->
                    words.of(
                        "html.database.value",
                        state.advisories(),
                        state.newestAdvisory().toString().substring(0, 10)))
            .orElseGet(() -> words.of("html.database.none")));
    if (!report.leftOut().isEmpty()) {
      fact(
          page,
          "html.left-out",
          String.join("; ", report.leftOut().stream().map(words::of).toList()));
    }
    page.write("</dl>");
  }

  private void fact(Writer page, String key, String value) throws IOException {
    page.write("<dt>" + escape(words.of(key)) + "</dt><dd>" + escape(value) + "</dd>");
  }

  private void gaps(Writer page, ScanReport report) throws IOException {
    if (report.gaps().isEmpty()) {
      return;
    }
    page.write(
        "<section class=\"gaps\"><h2>"
            + heading("html.gaps", report.gaps().size())
            + "</h2><p>"
            + escape(words.of("html.gaps.lead"))
            + "</p><ul>");
    for (var gap : report.gaps()) {
      page.write("<li><code>" + escape(gap.where()) + "</code> " + escape(gap.why()) + "</li>");
    }
    page.write("</ul></section>");
  }

  private void vulnerabilities(Writer page, List<Finding.Vulnerability> findings)
      throws IOException {
    if (findings.isEmpty()) {
      return;
    }
    table(
        page,
        "html.vulnerabilities",
        findings.size(),
        "severity",
        "id",
        "package",
        "installed",
        "fixed",
        "where");
    for (Finding.Vulnerability found : findings) {
      Component component = found.component();
      page.write(
          "<tr><td>"
              + badge(found.severity().orElse(Severity.NONE), "")
              + "</td><td><details>"
              + "<summary>"
              + escape(found.id())
              + "</summary>");
      page.write("<p>" + escape(words.title(found)) + "</p>");
      if (found.knownExploited().isPresent()) {
        page.write(
            "<p><b>"
                + escape(words.of("html.exploited", found.knownExploited().get()))
                + "</b></p>");
      }
      if (found.exploitProbability().isPresent()) {
        page.write(
            "<p>"
                + escape(
                    words.of(
                        "html.epss", "%.4f".formatted(found.exploitProbability().getAsDouble())))
                + "</p>");
      }
      page.write(
          "<p><b>"
              + escape(words.of("html.why"))
              + "</b> "
              + escape(
                  words.of(
                      "html.why.text",
                      found.why().record(),
                      found.why().source(),
                      found.why().packageName(),
                      found.why().range(),
                      found.why().version(),
                      found.why().comparator()))
              + "</p><p>"
              + escape(words.advice(found))
              + "</p><ul>");
      for (String reference : found.references()) {
        page.write("<li>" + link(reference) + "</li>");
      }
      page.write(
          "</ul></details></td><td>"
              + escape(Contents.name(component))
              + "</td><td>"
              + escape(component.purl().version())
              + "</td><td>"
              + escape(found.fixedVersion().orElse("–"))
              + "</td><td>"
              + place(component.locations().getFirst())
              + "</td></tr>");
    }
    page.write("</tbody></table></div></section>");
  }

  private void others(Writer page, String key, List<? extends Finding> findings)
      throws IOException {
    if (findings.isEmpty()) {
      return;
    }
    table(page, key, findings.size(), "severity", "id", "what", "where");
    for (Finding finding : findings) {
      page.write(
          "<tr><td>"
              + badge(finding.severity().orElse(Severity.NONE), "")
              + "</td><td>"
              + escape(finding.id())
              + "</td><td>"
              + escape(words.sentence(finding))
              + "<br><span class=\"faint\">"
              + escape(words.advice(finding))
              + "</span></td><td>"
              + place(Contents.location(finding))
              + "</td></tr>");
    }
    page.write("</tbody></table></div></section>");
  }

  private void components(Writer page, List<Component> components) throws IOException {
    if (components.isEmpty()) {
      page.write(
          "<section><h2>"
              + heading("html.components", 0)
              + "</h2><p>"
              + escape(words.of("html.components.none"))
              + "</p></section>");
      return;
    }
    table(page, "html.components", components.size(), "package", "version", "licences", "where");
    for (Component component : components) {
      page.write(
          "<tr><td title=\""
              + escape(component.purl().toString())
              + "\">"
              + escape(Contents.name(component))
              + "</td><td>"
              + escape(component.purl().version())
              + "</td><td>"
              + escape(String.join(", ", component.licences()))
              + "</td><td>"
              + place(component.locations().getFirst())
              + "</td></tr>");
    }
    page.write("</tbody></table></div></section>");
  }

  private void table(Writer page, String key, int count, String... columns) throws IOException {
    page.write(
        "<section><h2>" + heading(key, count) + "</h2><div class=\"scroll\"><table><thead><tr>");
    for (String column : columns) {
      page.write("<th scope=\"col\">" + escape(words.of("html.column." + column)) + "</th>");
    }
    page.write("</tr></thead><tbody>");
  }

  private String heading(String key, int count) {
    return escape(words.of(key)) + " <span class=\"faint\">" + count + "</span>";
  }

  private String badge(Severity severity, String more) {
    String name = severity.name().toLowerCase(Locale.ROOT);
    return "<span class=\"badge "
        + name
        + "\">"
        + escape(words.of("severity." + name))
        + more
        + "</span>";
  }

  private String place(Location location) {
    String path = location.path().isEmpty() ? words.of("place.configuration") : location.path();
    StringBuilder place = new StringBuilder("<code>").append(escape(path));
    location.line().ifPresent(line -> place.append(':').append(line));
    place.append("</code>");
    location
        .layer()
        .ifPresent(
            layer ->
                place
                    .append(" <span class=\"faint\">")
                    .append(escape(words.of("html.layer", layer)))
                    .append("</span>"));
    return place.toString();
  }

  /** Only what is surely a web address becomes a link. */
  private static String link(String address) {
    String text = escape(address);
    return address.startsWith("https://") || address.startsWith("http://")
        ? "<a rel=\"noreferrer noopener\" href=\"" + text + "\">" + text + "</a>"
        : text;
  }

  /**
   * Inert in text and in quoted attributes; control and bidirectional characters are shown as such.
   */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.appendCodePoint(point);
                default -> {
                  switch (Character.getType(point)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE ->
                        safe.append("\\u{%x}".formatted(point));
                    default -> safe.appendCodePoint(point);
                  }
                }
              }
            });
    return safe.toString();
  }
}
