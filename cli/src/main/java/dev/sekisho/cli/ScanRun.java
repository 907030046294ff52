package dev.sekisho.cli;

import dev.sekisho.container.image.ImageConfiguration;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import dev.sekisho.scan.ScanOptions;
import dev.sekisho.scan.ScanResult;
import dev.sekisho.scan.Scanner;
import dev.sekisho.scan.advisory.AdvisoryDatabase;
import dev.sekisho.scan.advisory.DamagedDatabaseException;
import dev.sekisho.scan.advisory.Matcher;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.ImageInventory;
import dev.sekisho.scan.inventory.LayerCache;
import dev.sekisho.scan.misconfiguration.ConfigurationFiles;
import dev.sekisho.scan.misconfiguration.FileChecks;
import dev.sekisho.scan.misconfiguration.ImageChecks;
import dev.sekisho.scan.report.Report;
import dev.sekisho.scan.report.Sbom;
import dev.sekisho.scan.report.SbomReader;
import dev.sekisho.scan.secret.ConfigurationSecrets;
import dev.sekisho.scan.secret.SecretInspector;
import dev.sekisho.scan.secret.SecretRules;
import dev.sekisho.scan.update.DatabaseUpdate;
import dev.sekisho.scan.update.Sources;
import dev.sekisho.scan.vex.VexDocuments;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One scan from its flags to its exit code. */
final class ScanRun {
  private static final long CACHE_BYTES = 1L << 30;

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final ScanFlags flags;
  private final Clock clock;
  private final Optional<ScanPolicy> policy;
  private final Optional<FutureTask<SecretRules>> rules;

  /** Made while the image's digests were still being compared; of use when they are right. */
  private volatile Optional<Matched> early = Optional.empty();

  ScanRun(Terminal terminal, Map<String, String> environment, ScanFlags flags, Clock clock) {
    this.terminal = terminal;
    this.environment = environment;
    this.flags = flags;
    this.clock = clock;
    this.policy =
        flags.policies.isEmpty()
            ? Optional.empty()
            : Optional.of(ScanPolicy.read(terminal, flags.policies, clock.instant()));
    policy.ifPresent(it -> flags.more.addAll(it.scanners()));
    this.rules = rulesBeside();
  }

  /** Where the advisories are kept. */
  static Path database(String wish, Map<String, String> environment) {
    return wish.isEmpty()
        ? directory(environment).resolve("advisories")
        : Path.of(wish).toAbsolutePath();
  }

  private static Path directory(Map<String, String> environment) {
    return DataDirectory.of("", SystemUser.isRoot(), environment).folder().resolve("scan");
  }

  /** What was found in a target, before it is compared and chosen from. */
  private record Found(
      Optional<ImageConfiguration> configuration,
      ScanReport.Target target,
      Optional<OperatingSystem> system,
      List<Component> components,
      List<Finding> findings,
      List<Gap> gaps) {}

  int image(OpenImage image, String name) throws IOException {
    try (ScanEngines engines = engines()) {
      return image(image, name, engines);
    }
  }

  private int image(OpenImage image, String name, ScanEngines engines) throws IOException {
    ScanResult result =
        new Scanner(options(false, engines))
            .image(
                image,
                inventory -> {
                  if (flags.lookFor().contains(ScanReport.Scanner.VULN)) {
                    early = Optional.of(match(inventory.operatingSystem(), inventory.components()));
                  }
                });
    var description = image.description();
    List<Finding> more = new ArrayList<>(configuration(description.configuration()));
    List<Gap> gaps = new ArrayList<>(engines.gaps());
    if (flags.lookFor().contains(ScanReport.Scanner.MISCONFIG)) {
      ImageChecks.Checked checked = ImageChecks.of(name, description.configuration());
      more.addAll(checked.findings());
      gaps.addAll(checked.gaps());
    }
    ScanReport.ScannedImage identity =
        new ScanReport.ScannedImage(
            description.id(),
            description.manifest().map(digest -> name + "@" + digest).stream().toList(),
            description.architecture(),
            description.operatingSystem(),
            description.layers().stream()
                .map(layer -> new ScanReport.Layer(layer.diffId(), layer.createdBy()))
                .toList());
    return finish(
        found(
            Optional.of(description.configuration()),
            new ScanReport.Target(ScanReport.Kind.IMAGE, name, Optional.of(identity)),
            result,
            more,
            gaps));
  }

  /** Those that were asked for. */
  private ScanEngines engines() {
    return flags.lookFor().contains(ScanReport.Scanner.MALWARE)
        ? ScanEngines.of(flags)
        : new ScanEngines();
  }

  /** What software is in an image. */
  ImageInventory components(OpenImage image) throws IOException {
    return new Scanner(options(false, new ScanEngines())).image(image).inventory();
  }

  /** What software is in a directory, lock files included. */
  ImageInventory components(Path root) throws IOException {
    return new Scanner(options(true, new ScanEngines()))
        .directory(root, flags.limits(environment))
        .inventory();
  }

  /** What is found in the image's own configuration. */
  private List<Finding> configuration(ImageConfiguration configuration) {
    return flags.lookFor().contains(ScanReport.Scanner.SECRET)
        ? ConfigurationSecrets.of(configuration, secretRules())
        : List.of();
  }

  /** Reads and compiles the rules beside other work, where they will be needed. */
  private Optional<FutureTask<SecretRules>> rulesBeside() {
    if (!flags.lookFor().contains(ScanReport.Scanner.SECRET)) {
      return Optional.empty();
    }
    FutureTask<SecretRules> task =
        new FutureTask<>(
            () -> {
              SecretRules read =
                  flags.secretConfig.isEmpty()
                      ? SecretRules.own()
                      : SecretRules.read(Path.of(flags.secretConfig));
              read.prepare();
              return read;
            });
    Thread.ofPlatform().daemon().name("secret-rules").start(task);
    return Optional.of(task);
  }

  private SecretRules secretRules() {
    try {
      return rules.orElseThrow().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rules were read", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case MalformedException wrong -> throw Exit.INPUT.because("scan-secret-rules", wrong.why());
        case IOException io ->
            throw Exit.INPUT.because("scan-secret-config", flags.secretConfig, Cause.of(io));
        case RuntimeException unchecked -> throw unchecked;
        case null, default -> throw new IllegalStateException("reading rules", e);
      }
    }
  }

  int directory(Path root, ScanReport.Kind kind) throws IOException {
    boolean sources = kind != ScanReport.Kind.ROOT_FILE_SYSTEM;
    try (ScanEngines engines = engines()) {
      ScanResult result =
          new Scanner(options(sources, engines)).directory(root, flags.limits(environment));
      ScanReport.Target target = new ScanReport.Target(kind, root.toString(), Optional.empty());
      return finish(found(Optional.empty(), target, result, List.of(), engines.gaps()));
    }
  }

  int sbom(Path file) throws IOException {
    Sbom sbom;
    try (InputStream in = Files.newInputStream(file)) {
      sbom = SbomReader.read(file.toString(), in);
    } catch (NoSuchFileException e) {
      throw Exit.INPUT.because("scan-target", file, Cause.of(e));
    }
    return finish(
        new Found(
            Optional.empty(),
            new ScanReport.Target(ScanReport.Kind.SBOM, file.toString(), Optional.empty()),
            sbom.system(),
            sbom.inventory().components(),
            List.of(),
            sbom.inventory().gaps()));
  }

  private static Found found(
      Optional<ImageConfiguration> image,
      ScanReport.Target target,
      ScanResult result,
      List<Finding> configuration,
      List<Gap> more) {
    List<Gap> gaps = new ArrayList<>(more);
    gaps.addAll(result.inventory().gaps());
    List<Finding> findings = new ArrayList<>(configuration);
    findings.addAll(result.inventory().findings());
    return new Found(
        image,
        target,
        result.inventory().operatingSystem(),
        result.inventory().components(),
        findings,
        gaps);
  }

  private ScanOptions options(boolean declared, ScanEngines engines) {
    ScanOptions options = ScanOptions.installed();
    if (declared) {
      options = options.withDeclared();
    }
    if (!wantsComponents()) {
      options = options.withoutComponents();
    }
    if (flags.lookFor().contains(ScanReport.Scanner.LICENSE)) {
      options = options.withLicences();
    }
    List<ContentInspector.Factory> inspectors = new ArrayList<>();
    if (flags.lookFor().contains(ScanReport.Scanner.SECRET)) {
      SecretRules secrets = secretRules();
      secrets.notes().forEach(note -> terminal.tell("scan.secret-note", note));
      inspectors.add(SecretInspector.factory(secrets, flags.allFiles));
    }
    if (flags.lookFor().contains(ScanReport.Scanner.MISCONFIG)) {
      inspectors.add(declared ? ConfigurationFiles.factory() : FileChecks.factory());
    }
    inspectors.addAll(engines.inspectors());
    options = options.withInspectors(inspectors);
    if (!flags.noCache) {
      Path cache =
          flags.cache.isEmpty()
              ? directory(environment).resolve("layers")
              : Path.of(flags.cache).toAbsolutePath();
      options = options.withCache(new LayerCache(cache, CACHE_BYTES));
    }
    if (!flags.skipped.isEmpty()) {
      List<String> skipped =
          flags.skipped.stream().map(path -> path.replaceAll("^/+|/+$", "")).toList();
      options =
          options.withLeftOut(
              path ->
                  skipped.stream()
                      .anyMatch(skip -> path.equals(skip) || path.startsWith(skip + "/")));
    }
    return options;
  }

  /** Whether anybody asks what software is there. */
  private boolean wantsComponents() {
    return flags.listAll
        || flags.lookFor().contains(ScanReport.Scanner.VULN)
        || flags.lookFor().contains(ScanReport.Scanner.LICENSE)
        || ScanFormat.isBill(flags.format);
  }

  private int finish(Found found) throws IOException {
    Set<Severity> wanted = flags.wanted();
    Set<ScanReport.Scanner> scanners = flags.lookFor();
    Optional<Report> format = ScanFormat.of(flags.format, terminal.texts().locale(), environment);
    IgnoreFile ignored = IgnoreFile.read(flags.ignoreFile);
    List<Finding> findings = new ArrayList<>(found.findings());
    List<Gap> gaps = new ArrayList<>(found.gaps());
    Optional<ScanReport.AdvisoryState> state = Optional.empty();
    if (scanners.contains(ScanReport.Scanner.VULN)) {
      Matched matched = early.isPresent() ? early.get() : match(found.system(), found.components());
      findings.addAll(matched.matches().findings());
      gaps.addAll(matched.matches().gaps());
      state = Optional.of(matched.state());
    }
    List<Phrase> leftOut = new ArrayList<>(leftOut(found.target(), scanners));
    leftOut.addAll(vex(findings, found.target()));
    List<Finding> all = List.copyOf(findings);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    findings.removeIf(
        finding ->
            !wanted.contains(finding.severity().orElse(Severity.NONE))
                || (flags.ignoreUnfixed && isUnfixed(finding))
                || ignored.ignores(finding, today));
    findings.sort(
        Comparator.comparing(
            (Finding finding) -> finding.severity().orElse(Severity.NONE),
            Comparator.reverseOrder()));
    ScanReport report =
        new ScanReport(
            found.target(),
            found.system(),
            found.components(),
            findings,
            gaps,
            leftOut,
            scanners,
            state,
            clock.instant(),
            Version.text());
    write(report, format);
    return policy.isPresent()
        ? policy.get().judge(report, all, found.configuration(), flags.skipped.size()).code
        : exitCode(report);
  }

  /** What the advisories say, and which they were. */
  private record Matched(Matcher.Matches matches, ScanReport.AdvisoryState state) {}

  private Matched match(Optional<OperatingSystem> system, List<Component> components)
      throws IOException {
    Path file = database(flags.database, environment);
    Set<String> needed = Matcher.ecosystems(system, components);
    AdvisoryUpdate.remember(file, needed);
    fetch(file, needed);
    try (AdvisoryDatabase database = open(file)) {
      return new Matched(new Matcher(database).match(system, components), database.state());
    }
  }

  /** The first scan fetches what it needs; where that fails, opening says what to do. */
  private void fetch(Path file, Set<String> needed) {
    Optional<Sources> sources = DbUpdateCommand.first(environment, flags.offline);
    if (Files.exists(file) || needed.isEmpty() || sources.isEmpty()) {
      return;
    }
    terminal.tell("db.first", String.join(", ", needed));
    try {
      new DatabaseUpdate(file, sources.get(), AdvisoryUpdate.shown(terminal)).run(needed);
    } catch (IOException e) {
      terminal.tell("db.not-fetched", Cause.of(e));
    }
  }

  /** What the defaults did not look at, in words. */
  private List<Phrase> leftOut(ScanReport.Target target, Set<ScanReport.Scanner> scanners) {
    return scanners.contains(ScanReport.Scanner.SECRET)
            && !flags.allFiles
            && target.kind() != ScanReport.Kind.SBOM
        ? List.of(new Phrase("secret.left-out", List.of()))
        : List.of();
  }

  /**
   * Lays what vendors say over the findings.
   *
   * @return what does not stand any more, with who says so
   */
  private List<Phrase> vex(List<Finding> findings, ScanReport.Target target) {
    if (flags.vex.isEmpty()) {
      return List.of();
    }
    VexDocuments vex;
    try {
      vex = VexDocuments.read(flags.vex.stream().map(Path::of).toList());
    } catch (MalformedException e) {
      throw Exit.INPUT.because("scan-vex", e.why());
    } catch (IOException e) {
      throw Exit.INPUT.because("scan-vex", Cause.of(e));
    }
    List<Phrase> gone = new ArrayList<>();
    ListIterator<Finding> each = findings.listIterator();
    while (each.hasNext()) {
      if (each.next() instanceof Finding.Vulnerability found) {
        VexDocuments.Verdict verdict = vex.judge(found, target);
        if (verdict.finding().isPresent()) {
          each.set(verdict.finding().get());
        } else {
          each.remove();
          String component = found.component().purl().toString();
          gone.add(new Phrase("vex.left-out", List.of(found.id(), component, verdict.why())));
        }
      }
    }
    return gone;
  }

  private static boolean isUnfixed(Finding finding) {
    return finding instanceof Finding.Vulnerability found && found.fixedVersion().isEmpty();
  }

  static AdvisoryDatabase open(Path file) throws IOException {
    try {
      return AdvisoryDatabase.open(file);
    } catch (NoSuchFileException e) {
      throw Exit.ENVIRONMENT.because("scan-no-database", file);
    } catch (DamagedDatabaseException e) {
      throw Exit.ENVIRONMENT.because("scan-damaged-database", String.valueOf(e.getMessage()));
    }
  }

  private void write(ScanReport report, Optional<Report> format) throws IOException {
    if (format.isEmpty()) {
      new ScanTable(terminal).print(report, flags.listAll);
      return;
    }
    if (flags.output.isEmpty()) {
      format.get().write(report, terminal.out());
      terminal.out().flush();
    } else {
      Path file = Path.of(flags.output);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        format.get().write(report, out);
      } catch (IOException e) {
        throw Exit.ENVIRONMENT.because("scan-output", file, Cause.of(e));
      }
    }
    if (!report.gaps().isEmpty()) {
      terminal.tell("scan.incomplete", report.gaps().size());
    }
  }

  /** Findings end with the code that was asked for; without one only what is wrong is told. */
  private int exitCode(ScanReport report) {
    if (flags.exitCode == 0) {
      return Exit.CLEAN.code;
    }
    if (!report.findings().isEmpty()) {
      return flags.exitCode;
    }
    return report.gaps().isEmpty() ? Exit.CLEAN.code : Exit.INCOMPLETE.code;
  }
}
