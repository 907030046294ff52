package dev.sekisho.scan.vex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Finding.Status;
import dev.sekisho.model.Purl;
import dev.sekisho.model.ScanReport;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Statements of VEX documents, and what they make of findings: not affected and fixed take one
 * away, affected and under investigation say so.
 *
 * @see <a href="https://github.com/openvex/spec">OpenVEX</a>
 * @see <a href="https://cyclonedx.org/capabilities/vex/">CycloneDX VEX</a>
 * @see <a href="https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html">CSAF 2.0, profile 5</a>
 */
public final class VexDocuments {
  /** Whose namespace is the distribution; elsewhere another namespace is another package. */
  private static final Set<String> DISTRIBUTIONS = Set.of("apk", "deb", "rpm");

  private static final long LARGEST = 64 << 20;

  private final List<Statement> statements;

  private VexDocuments(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads documents; of what form each is, it says itself.
   *
   * @throws MalformedException naming the file that is none
   */
  public static VexDocuments read(List<Path> files) throws IOException {
    List<Statement> all = new ArrayList<>();
    for (Path file : files) {
      if (Files.size(file) > LARGEST) {
        throw new MalformedException(file + ": is larger than " + (LARGEST >> 20) + " MB");
      }
      JsonNode document;
      try {
        document = new ObjectMapper().readTree(file.toFile());
      } catch (JsonProcessingException e) {
        throw new MalformedException(file + ": is no JSON: " + e.getOriginalMessage());
      }
      all.addAll(statements(document, file.toString()));
    }
    all.sort(Comparator.comparing(each -> each.made().orElse(Instant.EPOCH)));
    return new VexDocuments(List.copyOf(all));
  }

  private static List<Statement> statements(JsonNode document, String file)
      throws MalformedException {
    if (document.path("@context").asText().contains("openvex")) {
      return OpenVex.statements(document, file);
    }
    if (document.path("bomFormat").asText().equals("CycloneDX")) {
      return CycloneDxVex.statements(document, file);
    }
    if (document.path("document").has("csaf_version")) {
      return CsafVex.statements(document, file);
    }
    throw new MalformedException(
        file
            + ": is neither OpenVEX nor CycloneDX nor CSAF; expected @context, bomFormat or"
            + " document.csaf_version");
  }

  /** How many statements there are. */
  public int size() {
    return statements.size();
  }

  /**
   * A finding with what is said of it.
   *
   * @param finding with its status changed; empty if it does not stand any more
   * @param why for a person, with the file that says so; empty if nothing is said
   */
  public record Verdict(Optional<Finding.Vulnerability> finding, String why) {}

  /** What the latest statement about a finding makes of it. */
  public Verdict judge(Finding.Vulnerability finding, ScanReport.Target target) {
    Statement last = null;
    for (Statement statement : statements) {
      if (names(statement, finding) && holds(statement, finding.component(), target)) {
        last = statement;
      }
    }
    if (last == null) {
      return new Verdict(Optional.of(finding), "");
    }
    String status = last.status().name().toLowerCase(java.util.Locale.ROOT);
    String why =
        status + (last.why().isEmpty() ? "" : " (" + last.why() + ")") + ", " + last.source();
    return switch (last.status()) {
      case NOT_AFFECTED, FIXED -> new Verdict(Optional.empty(), why);
      case UNDER_INVESTIGATION ->
          new Verdict(Optional.of(with(finding, Status.UNDER_INVESTIGATION)), why);
      case AFFECTED, WILL_NOT_FIX, FIX_DEFERRED, END_OF_LIFE ->
          new Verdict(Optional.of(finding), why);
    };
  }

  private static Finding.Vulnerability with(Finding.Vulnerability it, Status status) {
    return new Finding.Vulnerability(
        it.id(),
        it.aliases(),
        it.component(),
        status,
        it.fixedVersion(),
        it.severity(),
        it.ratings(),
        it.title(),
        it.description(),
        it.references(),
        it.published(),
        it.exploitProbability(),
        it.knownExploited(),
        it.why());
  }

  private static boolean names(Statement statement, Finding.Vulnerability finding) {
    return statement.vulnerabilities().contains(finding.id())
        || statement.vulnerabilities().contains(finding.why().record())
        || finding.aliases().stream().anyMatch(statement.vulnerabilities()::contains);
  }

  private static boolean holds(Statement statement, Component component, ScanReport.Target target) {
    for (Statement.Product product : statement.products()) {
      boolean isComponent = isOf(product.product(), component.purl());
      boolean isTarget = isTarget(product.product(), target);
      boolean isMeant =
          product.components().stream().anyMatch(each -> isOf(each, component.purl()));
      if (product.components().isEmpty() ? isComponent || isTarget : isTarget && isMeant) {
        return true;
      }
    }
    return false;
  }

  /** Whether a package URL means a component: what it does not say, it says of all. */
  static boolean isOf(String stated, Purl component) {
    Optional<Purl> read = purl(stated);
    if (read.isEmpty()) {
      return false;
    }
    Purl meant = read.get();
    return meant.type().equals(component.type())
        && (meant.namespace().equals(component.namespace())
            || (meant.namespace().isEmpty() && DISTRIBUTIONS.contains(meant.type())))
        && meant.name().equals(component.name())
        && (meant.version().isEmpty() || meant.version().equals(component.version()))
        && meant.qualifiers().entrySet().stream()
            .filter(each -> !each.getKey().equals("repository_url"))
            .allMatch(each -> each.getValue().equals(component.qualifiers().get(each.getKey())));
  }

  private static Optional<Purl> purl(String text) {
    try {
      return text.startsWith("pkg:") ? Optional.of(Purl.normalize(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a product is the image that was scanned: by digest, or by name where none is given. */
  private static boolean isTarget(String stated, ScanReport.Target target) {
    Optional<Purl> read = purl(stated);
    if (target.image().isEmpty() || read.isEmpty() || !read.get().type().equals("oci")) {
      return stated.equals(target.name());
    }
    Purl meant = read.get();
    if (!meant.version().isEmpty()) {
      ScanReport.ScannedImage image = target.image().get();
      return image.id().toString().equals(meant.version())
          || image.repositoryDigests().stream().anyMatch(it -> it.endsWith("@" + meant.version()));
    }
    String name = target.name().replaceFirst("@.*$", "").replaceFirst(":[^:/]*$", "");
    String tag = meant.qualifiers().getOrDefault("tag", "");
    return name.substring(name.lastIndexOf('/') + 1).equals(meant.name())
        && (tag.isEmpty() || target.name().endsWith(":" + tag));
  }
}
