package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.Phrase;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The scanner's message catalogue in the reader's language, and findings put into its words. */
public final class Words {
  private final ResourceBundle bundle;
  private final Locale locale;

  /**
   * The catalogue.
   *
   * @param locale Japanese, or any other for English
   */
  public Words(Locale locale) {
    this.locale = locale.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH;
    bundle =
        ResourceBundle.getBundle(
            "dev.sekisho.scan.report.messages",
            this.locale.equals(Locale.JAPANESE) ? Locale.JAPANESE : Locale.ROOT,
            Words.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** {@code en} or {@code ja}. */
  public String language() {
    return locale.getLanguage();
  }

  /** A text with its values; numbers are shown without grouping. A missing key is a defect. */
  public String of(String key, Object... values) {
    Object[] shown = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      shown[i] = String.valueOf(values[i]);
    }
    return new MessageFormat(bundle.getString(key), Locale.ROOT).format(shown);
  }

  /** A phrase in words; one that the catalogue lacks is shown as it is, with its values. */
  public String of(Phrase phrase) {
    return bundle.containsKey(phrase.key())
        ? of(phrase.key(), phrase.values().toArray())
        : phrase.key() + " " + String.join(", ", phrase.values());
  }

  /** What is wrong, on one line, without where. */
  public String title(Finding finding) {
    return switch (finding) {
      case Finding.Vulnerability vulnerability ->
          vulnerability.title().isEmpty()
              ? of(
                  "vulnerability.title",
                  vulnerability.id(),
                  Contents.name(vulnerability.component()))
              : vulnerability.title();
      case Finding.Secret secret -> secret.title();
      case Finding.Malware malware -> of("malware.title", malware.id(), malware.engine());
      case Finding.Misconfiguration misconfiguration -> check(misconfiguration.id(), "title");
    };
  }

  /** What is wrong and where, in a sentence. */
  public String sentence(Finding finding) {
    Location location = Contents.location(finding);
    String place = location.path().isEmpty() ? of("place.configuration") : location.path();
    String base =
        switch (finding) {
          case Finding.Vulnerability found -> {
            Component component = found.component();
            String name = Contents.name(component);
            yield found.fixedVersion().isPresent()
                ? of(
                    "vulnerability.fixed",
                    found.id(),
                    name,
                    component.purl().version(),
                    place,
                    found.fixedVersion().get())
                : of("vulnerability.unfixed", found.id(), name, component.purl().version(), place);
          }
          case Finding.Secret secret ->
              of("secret.sentence", secret.title(), place, secret.redacted());
          case Finding.Malware malware ->
              of("malware.sentence", malware.id(), malware.engine(), place);
          case Finding.Misconfiguration misconfiguration ->
              of("misconfiguration.sentence", check(misconfiguration.id(), "title"), place);
        };
    return location.deletedIn().isPresent()
        ? base + " " + of("place.deleted", location.deletedIn().getAsInt())
        : base;
  }

  /** What to do about it. */
  public String advice(Finding finding) {
    return switch (finding) {
      case Finding.Vulnerability found ->
          found.fixedVersion().isPresent()
              ? of(
                  "vulnerability.advice.fixed",
                  Contents.name(found.component()),
                  found.fixedVersion().get())
              : of("vulnerability.advice." + state(found.status()));
      case Finding.Secret secret -> of("secret.advice");
      case Finding.Malware malware -> of("malware.advice");
      case Finding.Misconfiguration misconfiguration -> check(misconfiguration.id(), "fix");
    };
  }

  /** A status without a version that fixes it, as the catalogue names it. */
  private static String state(Finding.Status status) {
    return status == Finding.Status.FIXED ? "affected" : Contents.lower(status).replace('_', '-');
  }

  private String check(String id, String part) {
    String key = "check." + id + "." + part;
    return bundle.containsKey(key) ? bundle.getString(key) : id;
  }
}
