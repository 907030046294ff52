package dev.sekisho.cli;

import dev.sekisho.container.ImageReference;
import dev.sekisho.container.image.ImageConfiguration;
import dev.sekisho.model.Component;
import dev.sekisho.model.Event;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Location;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ImageConfigurationControl;
import dev.sekisho.policy.Malware;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import dev.sekisho.policy.PolicyText;
import dev.sekisho.policy.Secrets;
import dev.sekisho.policy.UnknownControl;
import dev.sekisho.policy.Vulnerabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What policies of the build plane say of a report. An image that breaks an enforced clause fails;
 * one of which not everything was examined that they ask about is UNKNOWN, never a pass.
 */
final class ScanPolicy {
  private static final int SHOWN = 50;

  private final Terminal terminal;
  private final Messages messages;
  private final List<PolicyDocument> documents;
  private final Instant now;

  private ScanPolicy(
      Terminal terminal, Messages messages, List<PolicyDocument> documents, Instant now) {
    this.terminal = terminal;
    this.messages = messages;
    this.documents = documents;
    this.now = now;
  }

  /** Reads policies, before anything is scanned; one with a mistake ends the command. */
  static ScanPolicy read(Terminal terminal, List<String> files, Instant now) {
    Messages messages = Messages.of(PolicyText.class, terminal.texts().locale());
    List<PolicyDocument> documents = new ArrayList<>();
    for (String name : files) {
      PolicyFiles.PolicyFile file = PolicyFiles.readValid(terminal, messages, name);
      documents.add(new PolicyDocument(file.name(), 0, file.text(), now));
    }
    return new ScanPolicy(terminal, messages, documents, now);
  }

  /** The scanners that the policies ask for, so that nothing they judge stays unexamined. */
  Set<ScanReport.Scanner> scanners() {
    Set<ScanReport.Scanner> wanted = EnumSet.noneOf(ScanReport.Scanner.class);
    for (Clause clause : effective(Optional.empty(), Optional.empty()).clauses()) {
      switch (clause.control()) {
        case Vulnerabilities c -> wanted.add(ScanReport.Scanner.VULN);
        case Malware c -> wanted.add(ScanReport.Scanner.MALWARE);
        case Secrets c -> wanted.add(ScanReport.Scanner.SECRET);
        case ImageConfigurationControl c -> {
          wanted.add(ScanReport.Scanner.LICENSE);
          if (c.checks().isPresent()) {
            wanted.add(ScanReport.Scanner.MISCONFIG);
          }
        }
        default -> {}
      }
    }
    return wanted;
  }

  /** A scan has no host and no container; of a target that is no image, no image is known. */
  private EffectivePolicy effective(
      Optional<ScanReport.Target> target, Optional<ImageConfiguration> configuration) {
    Optional<Image> image =
        target.flatMap(it -> it.image().map(scanned -> image(it.name(), scanned, configuration)));
    Set<String> unknown =
        image.isPresent()
            ? Set.of("host", "enforcer", "container")
            : Set.of("host", "enforcer", "container", "image");
    Workload workload =
        new Workload(
            "scan",
            new Host("scan", "", "", "", Map.of(), List.of(), ""),
            Optional.empty(),
            image,
            Optional.empty(),
            Optional.empty(),
            unknown);
    return PolicySet.of(0, documents).effective(workload, now);
  }

  private static Image image(
      String name, ScanReport.ScannedImage scanned, Optional<ImageConfiguration> configuration) {
    Optional<ImageReference> reference = Optional.empty();
    try {
      reference = Optional.of(ImageReference.parse(name));
    } catch (IllegalArgumentException e) {
      // The name of an archive is none; the image has then no registry and repository.
      reference = Optional.empty();
    }
    return new Image(
        name,
        scanned.id(),
        scanned.repositoryDigests(),
        reference.map(ImageReference::registry).orElse(""),
        reference.map(ImageReference::repository).orElse(""),
        reference.map(ImageReference::tag).orElse(""),
        scanned.architecture(),
        scanned.operatingSystem(),
        configuration.map(ImageConfiguration::labels).orElse(Map.of()),
        configuration.map(it -> it.environment().keySet()).orElse(Set.of()));
  }

  /**
   * Tells what breaks the policies, and how the command ends.
   *
   * @param found all findings, also those that the report leaves out by the user's wish: what a
   *     policy forbids is excepted by policies only
   * @param leftOut how many paths were not looked at by the user's wish: nobody knows what is there
   */
  Exit judge(
      ScanReport report,
      List<Finding> found,
      Optional<ImageConfiguration> configuration,
      int leftOut) {
    EffectivePolicy policy = effective(Optional.of(report.target()), configuration);
    List<Clause> clauses =
        policy.clauses().stream()
            .filter(clause -> clause.control().plane() == Control.Plane.BUILD)
            .toList();
    if (clauses.isEmpty()) {
      terminal.tell("scan.policy.none");
      return Exit.CLEAN;
    }
    int broken = 0;
    int reported = 0;
    for (ImageFact fact : facts(report, found, configuration)) {
      Verdict verdict = policy.decide(new Event.ImageExamined(now, fact));
      if (verdict.mode() == Mode.NONE) {
        continue;
      }
      if (verdict.mode() == Mode.ENFORCE) {
        broken++;
      } else {
        reported++;
      }
      if (broken + reported <= SHOWN) {
        tell(verdict);
      }
    }
    for (UnknownControl unknown : policy.unknownControls()) {
      terminal.tell("scan.policy.unknown-control", unknown.control(), unknown.policy());
    }
    int unexamined = report.gaps().size() + leftOut;
    boolean isComplete = unexamined == 0 && policy.unknownControls().isEmpty();
    if (broken + reported > SHOWN) {
      terminal.tell("scan.policy.more", broken + reported - SHOWN);
    }
    if (broken > 0) {
      terminal.tell("scan.policy.failed", broken, reported);
      return Exit.FINDINGS;
    }
    boolean isUncertain = clauses.stream().anyMatch(Clause::uncertain);
    if (!isComplete || isUncertain) {
      terminal.tell(
          isUncertain ? "scan.policy.uncertain" : "scan.policy.unknown", unexamined, reported);
      return Exit.INCOMPLETE;
    }
    terminal.tell("scan.policy.passed", reported);
    return Exit.CLEAN;
  }

  private void tell(Verdict verdict) {
    for (Verdict.Reason reason : verdict.reasons()) {
      boolean isBroken = reason.mode() == Mode.ENFORCE && reason.exception().isEmpty();
      terminal.tell(
          isBroken ? "scan.policy.breaks" : "scan.policy.reports",
          reason.policy(),
          reason.control(),
          say(reason.fact()),
          reason.rule());
      reason.wouldPass().stream()
          .findFirst()
          .ifPresent(pass -> terminal.tell("scan.policy.pass", say(pass)));
      if (!reason.exception().isEmpty()) {
        terminal.tell("scan.policy.exception", reason.exception());
      }
    }
  }

  private String say(Phrase phrase) {
    return messages.text(phrase);
  }

  private List<ImageFact> facts(
      ScanReport report, List<Finding> found, Optional<ImageConfiguration> configuration) {
    List<ImageFact> facts = new ArrayList<>();
    found.forEach(finding -> facts.add(fact(finding)));
    for (Component component : report.components()) {
      facts.add(
          new ImageFact(
              ImageFact.Kind.PACKAGE,
              component.purl().name(),
              component.purl().toString(),
              Optional.empty(),
              "",
              -1,
              -1,
              false,
              component.licences()));
    }
    report
        .database()
        .ifPresent(
            state ->
                facts.add(
                    new ImageFact(
                        ImageFact.Kind.ADVISORIES,
                        "",
                        "",
                        Optional.empty(),
                        "",
                        days(state.builtAt()),
                        -1,
                        false,
                        List.of())));
    configuration.ifPresent(
        it -> {
          facts.add(ImageFact.of(ImageFact.Kind.USER, it.user(), List.of()));
          facts.add(ImageFact.of(ImageFact.Kind.LABELS, "", List.copyOf(it.labels().keySet())));
          String base = it.labels().getOrDefault("org.opencontainers.image.base.name", "");
          facts.add(
              ImageFact.of(
                  ImageFact.Kind.BASE_IMAGES, "", base.isEmpty() ? List.of() : List.of(base)));
        });
    return facts;
  }

  private int days(Instant since) {
    return (int) Math.max(0, Duration.between(since, now).toDays());
  }

  private ImageFact fact(Finding finding) {
    return switch (finding) {
      case Finding.Vulnerability it ->
          new ImageFact(
              ImageFact.Kind.VULNERABILITY,
              it.id(),
              it.component().purl().toString(),
              it.severity(),
              it.fixedVersion().orElse(""),
              it.published().map(this::days).orElse(-1),
              it.exploitProbability().orElse(-1),
              it.knownExploited().isPresent(),
              List.of());
      case Finding.Secret it ->
          placed(ImageFact.Kind.SECRET, it.id(), it.location(), it.severity());
      case Finding.Malware it ->
          placed(ImageFact.Kind.MALWARE, it.id(), it.location(), it.severity());
      case Finding.Misconfiguration it ->
          placed(ImageFact.Kind.MISCONFIGURATION, it.id(), it.location(), it.severity());
    };
  }

  private static ImageFact placed(
      ImageFact.Kind kind, String id, Location at, Optional<Severity> severity) {
    return new ImageFact(kind, id, at.path(), severity, "", -1, -1, false, List.of());
  }
}
