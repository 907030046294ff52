package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.Phrase;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The scanner's message catalogue in the reader's language, and findings put into its words. */
public final class Words {
  private final ResourceBundle bundle;
  private final Locale locale;

  /** Titles of secrets in Japanese; the English ones are the rules' own. */
  private final Optional<ResourceBundle> secrets;

  /** Titles and fixes of checks; read when the first one is shown. */
  private Optional<ResourceBundle> checks = Optional.empty();

  /**
   * The catalogue.
   *
   * @param locale Japanese, or any other for English
   */
  public Words(Locale locale) {
    this.locale = locale.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH;
    boolean japanese = this.locale.equals(Locale.JAPANESE);
    bundle = bundle("messages", japanese ? Locale.JAPANESE : Locale.ROOT);
    secrets = japanese ? Optional.of(bundle("secrets", Locale.JAPANESE)) : Optional.empty();
  }

  private static ResourceBundle bundle(String name, Locale locale) {
    return ResourceBundle.getBundle(
        "dev.sekisho.scan.report." + name,
        locale,
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
      case Finding.Secret secret -> secret(secret);
      case Finding.Malware malware -> of("malware.title", malware.id(), malware.engine());
      case Finding.Misconfiguration misconfiguration -> check(misconfiguration.id(), "title");
    };
  }

  /** What is wrong and where, in a sentence. */
  public String sentence(Finding finding) {
    Location location = Contents.location(finding);
    String path = location.path().isEmpty() ? of("place.configuration") : location.path();
    String place = location.line().isPresent() ? path + ":" + location.line().getAsInt() : path;
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
              of("secret.sentence", secret(secret), place, secret.redacted());
          case Finding.Malware malware ->
              of("malware.sentence", malware.id(), malware.engine(), place);
          case Finding.Misconfiguration misconfiguration ->
              of(
                  "misconfiguration.sentence",
                  check(misconfiguration.id(), "title"),
                  place,
                  misconfiguration.seen().getOrDefault("seen", ""));
        };
    return location.deletedIn().isPresent()
        ? base + " " + of("place.deleted", location.deletedIn().getAsInt())
        : base;
  }

  /** What kind of secret it is; in the words of its rule where the catalogue has none. */
  private String secret(Finding.Secret secret) {
    return secrets.isPresent() && secrets.get().containsKey(secret.id())
        ? secrets.get().getString(secret.id())
        : secret.title();
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
    if (checks.isEmpty()) {
      checks =
          Optional.of(
              bundle("checks", locale.equals(Locale.JAPANESE) ? Locale.JAPANESE : Locale.ROOT));
    }
    String key = id + "." + part;
    return checks.get().containsKey(key) ? checks.get().getString(key) : id;
  }
}
