package dev.sekisho.scan.advisory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Severity;
import dev.sekisho.scan.version.MalformedVersionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares components with advisories. Every finding says which record, range and ordering made it;
 * what could not be compared is a gap, never silence.
 */
public final class Matcher {
  private final AdvisoryDatabase database;

  public Matcher(AdvisoryDatabase database) {
    this.database = database;
  }

  /**
   * What was found.
   *
   * @param findings the worst first
   * @param gaps components and records that could not be compared
   */
  public record Matches(List<Finding.Vulnerability> findings, List<Gap> gaps) {
    public Matches {
      findings = List.copyOf(findings);
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * Compares.
   *
   * @param system the distribution of the image; empty if it has none
   */
  public Matches match(Optional<OperatingSystem> system, List<Component> components) {
    List<Finding.Vulnerability> findings = new ArrayList<>();
    Set<Gap> gaps = new LinkedHashSet<>();
    Set<String> known = database.ecosystems().keySet();
    for (Component component : components) {
      Map<String, Finding.Vulnerability> byId = new LinkedHashMap<>();
      for (Ecosystems.Query query : Ecosystems.of(component, system)) {
        if (!known.contains(query.ecosystem())) {
          gaps.add(
              new Gap(
                  query.ecosystem(),
                  "the database has no advisories for it; sekisho db update fetches them"));
          continue;
        }
        compare(component, query, byId, gaps);
      }
      findings.addAll(byId.values());
    }
    findings.sort(WORST_FIRST);
    return new Matches(findings, List.copyOf(gaps));
  }

  /**
   * One comparison of a component with a record.
   *
   * @param record id of the record
   * @param ecosystem where it was looked up
   * @param packageName by which it was looked up
   * @param version that was compared: the source package's for dpkg and apk
   * @param order by which, such as {@code dpkg}
   * @param stated what the record says of versions
   * @param range that holds the version; empty if none does
   * @param fixedVersion the first without the vulnerability; empty if none is known or needed
   * @param problem why it could not be compared; empty if it could
   */
  public record Comparison(
      Component component,
      String record,
      String ecosystem,
      String packageName,
      String version,
      String order,
      String stated,
      Optional<String> range,
      Optional<String> fixedVersion,
      Optional<String> problem) {}

  /** Every comparison of components with the records that have an id or alias. */
  public List<Comparison> explain(
      String id, Optional<OperatingSystem> system, List<Component> components) {
    List<Comparison> all = new ArrayList<>();
    for (Component component : components) {
      for (Ecosystems.Query query : Ecosystems.of(component, system)) {
        for (Records.Entry entry : database.affected(query.ecosystem(), query.name())) {
          Advisory advisory = database.advisory(entry);
          if (advisory.id().equals(id) || advisory.aliases().contains(id)) {
            all.add(compared(component, query, entry));
          }
        }
      }
    }
    return all;
  }

  private static Comparison compared(
      Component component, Ecosystems.Query query, Records.Entry entry) {
    Optional<VersionRange.Hit> hit = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      hit = VersionRange.find(entry.affected(), query.version(), query.order());
    } catch (MalformedVersionException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Comparison(
        component,
        entry.record(),
        query.ecosystem(),
        query.name(),
        query.version(),
        query.order().id(),
        VersionRange.words(entry.affected()),
        hit.map(VersionRange.Hit::range),
        hit.flatMap(VersionRange.Hit::fixed),
        problem);
  }

  /** Of which ecosystems advisories are needed to compare components. */
  public static Set<String> ecosystems(
      Optional<OperatingSystem> system, List<Component> components) {
    Set<String> names = new TreeSet<>();
    for (Component component : components) {
      Ecosystems.of(component, system).forEach(query -> names.add(query.ecosystem()));
    }
    return names;
  }

  private static final Comparator<Finding.Vulnerability> WORST_FIRST =
      Comparator.comparing(
              (Finding.Vulnerability found) -> found.severity().orElse(Severity.NONE),
              Comparator.reverseOrder())
          .thenComparing(Finding.Vulnerability::id)
          .thenComparing(found -> found.component().purl().toString());

  private void compare(
      Component component,
      Ecosystems.Query query,
      Map<String, Finding.Vulnerability> byId,
      Set<Gap> gaps) {
    List<Records.Entry> entries = database.affected(query.ecosystem(), query.name());
    if (entries.isEmpty()) return;
    if (query.version().isEmpty()) {
      gaps.add(new Gap(component.purl().toString(), "has no version that could be compared"));
      return;
    }
    for (Records.Entry entry : entries) {
      try {
        VersionRange.find(entry.affected(), query.version(), query.order())
            .ifPresent(hit -> add(component, query, entry, hit, byId));
      } catch (MalformedVersionException e) {
        gaps.add(
            new Gap(
                component.purl().toString(),
                entry.record() + " could not be compared: " + e.getMessage()));
      }
    }
  }

  private void add(
      Component component,
      Ecosystems.Query query,
      Records.Entry entry,
      VersionRange.Hit hit,
      Map<String, Finding.Vulnerability> byId) {
    Advisory advisory = database.advisory(entry);
    for (String id : advisory.ids()) {
      Finding.Vulnerability found = finding(id, component, query, entry, advisory, hit);
      byId.merge(id, found, Matcher::merged);
    }
  }

  private Finding.Vulnerability finding(
      String id,
      Component component,
      Ecosystems.Query query,
      Records.Entry entry,
      Advisory advisory,
      VersionRange.Hit hit) {
    List<Finding.Rating> ratings = new ArrayList<>();
    entry.affected().rating().ifPresent(ratings::add);
    ratings.addAll(advisory.ratings());
    Set<String> names = new LinkedHashSet<>(advisory.aliases());
    names.add(advisory.id());
    // An erratum's other vulnerabilities are not other names of this one.
    names.removeIf(name -> name.equals(id) || (name.startsWith("CVE-") && !name.equals(id)));
    return new Finding.Vulnerability(
        id,
        List.copyOf(names),
        component,
        hit.fixed().isPresent() ? Finding.Status.FIXED : entry.affected().status(),
        hit.fixed(),
        severity(ratings),
        ratings,
        advisory.summary(),
        advisory.details(),
        advisory.references(),
        advisory.published(),
        database.exploitProbability(id),
        database.knownExploited(id),
        new Finding.Match(
            advisory.id(),
            "osv.dev/" + query.ecosystem(),
            query.name(),
            query.version(),
            hit.range(),
            query.order().id()));
  }

  /** The vendor's word first, then the score. */
  private static Optional<Severity> severity(List<Finding.Rating> ratings) {
    return ratings.stream()
        .min(Comparator.comparing(rating -> rating.score().isPresent()))
        .flatMap(Finding.Rating::severity)
        .filter(severity -> severity != Severity.NONE);
  }

  /** Two records of one vulnerability in one component: the first leads, the second fills in. */
  private static Finding.Vulnerability merged(
      Finding.Vulnerability first, Finding.Vulnerability second) {
    Set<String> aliases = new LinkedHashSet<>(first.aliases());
    aliases.addAll(second.aliases());
    Set<Finding.Rating> ratings = new LinkedHashSet<>(first.ratings());
    ratings.addAll(second.ratings());
    Set<String> references = new LinkedHashSet<>(first.references());
    references.addAll(second.references());
    boolean fixed = first.fixedVersion().isPresent() || second.fixedVersion().isEmpty();
    return new Finding.Vulnerability(
        first.id(),
        List.copyOf(aliases),
        first.component(),
        fixed ? first.status() : second.status(),
        fixed ? first.fixedVersion() : second.fixedVersion(),
        first.severity().or(second::severity),
        List.copyOf(ratings),
        first.title().isEmpty() ? second.title() : first.title(),
        first.description().isEmpty() ? second.description() : first.description(),
        List.copyOf(references),
        first.published().or(second::published),
        first.exploitProbability(),
        first.knownExploited(),
        fixed ? first.why() : second.why());
  }
}
