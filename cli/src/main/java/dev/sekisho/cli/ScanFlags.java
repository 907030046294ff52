package dev.sekisho.cli;

import dev.sekisho.container.image.Limits;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What all kinds of scans can be told; the names are those that users of other scanners know. */
final class ScanFlags {
  private static final Pattern TIME =
      Pattern.compile("(?=[0-9])([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?");

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      descriptionKey = "scan.format",
      completionCandidates = ScanFormat.Names.class)
  String format = "table";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      descriptionKey = "scan.output")
  String output = "";

  @Option(
      names = {"-s", "--severity"},
      paramLabel = "LIST",
      split = ",",
      descriptionKey = "scan.severity")
  List<String> severities = new ArrayList<>();

  @Option(names = "--exit-code", paramLabel = "NUMBER", descriptionKey = "scan.exit-code")
  int exitCode;

  @Option(names = "--ignore-unfixed", descriptionKey = "scan.ignore-unfixed")
  boolean ignoreUnfixed;

  @Option(names = "--ignorefile", paramLabel = "FILE", descriptionKey = "scan.ignorefile")
  String ignoreFile = "";

  @Option(names = "--policy", paramLabel = "FILE", split = ",", descriptionKey = "scan.policy")
  List<String> policies = new ArrayList<>();

  @Option(names = "--vex", paramLabel = "FILE", split = ",", descriptionKey = "scan.vex")
  List<String> vex = new ArrayList<>();

  @Option(names = "--scanners", paramLabel = "LIST", split = ",", descriptionKey = "scan.scanners")
  List<String> scanners = new ArrayList<>();

  @Option(
      names = {"--skip-dirs", "--skip-files"},
      paramLabel = "PATH",
      split = ",",
      descriptionKey = "scan.skip-dirs")
  List<String> skipped = new ArrayList<>();

  @Option(names = "--secret-config", paramLabel = "FILE", descriptionKey = "scan.secret-config")
  String secretConfig = "";

  @Option(names = "--all-files", descriptionKey = "scan.all-files")
  boolean allFiles;

  @Option(names = "--clamd", paramLabel = "SOCKET", descriptionKey = "scan.clamd")
  String clamd = "";

  @Option(names = "--clamav-db", paramLabel = "DIR", descriptionKey = "scan.clamav-db")
  String clamavSignatures = "";

  @Option(
      names = "--yara-rules",
      paramLabel = "FILE",
      split = ",",
      descriptionKey = "scan.yara-rules")
  List<String> yaraRules = new ArrayList<>();

  @Option(
      names = "--malware-hashes",
      paramLabel = "FILE",
      split = ",",
      descriptionKey = "scan.malware-hashes")
  List<String> malwareHashes = new ArrayList<>();

  @Option(names = "--list-all-pkgs", descriptionKey = "scan.list-all-pkgs")
  boolean listAll;

  @Option(names = "--db", paramLabel = "FILE", descriptionKey = "scan.db")
  String database = "";

  @Option(names = "--offline-scan", descriptionKey = "scan.offline")
  boolean offline;

  @Option(names = "--cache-dir", paramLabel = "DIR", descriptionKey = "scan.cache-dir")
  String cache = "";

  @Option(names = "--no-cache", descriptionKey = "scan.no-cache")
  boolean noCache;

  @Option(names = "--timeout", paramLabel = "TIME", descriptionKey = "scan.timeout")
  String timeout = "1h";

  /** How much is read, by the environment and {@code --timeout}. */
  Limits limits(Map<String, String> environment) {
    Matcher time = TIME.matcher(timeout);
    if (!time.matches()) {
      throw Exit.INPUT.because("scan-timeout", timeout);
    }
    Duration duration = Duration.parse("PT" + timeout.toUpperCase(Locale.ROOT));
    try {
      return Limits.of(environment, duration);
    } catch (IllegalArgumentException e) {
      throw Exit.INPUT.because("scan-limit", String.valueOf(e.getMessage()));
    }
  }

  /** The severities that are wanted; empty set of unknown stands as {@link Severity#NONE}. */
  Set<Severity> wanted() {
    if (severities.isEmpty()) {
      return EnumSet.allOf(Severity.class);
    }
    Set<Severity> wanted = EnumSet.noneOf(Severity.class);
    for (String name : severities) {
      String upper = name.strip().toUpperCase(Locale.ROOT);
      wanted.add(upper.equals("UNKNOWN") ? Severity.NONE : severity(name, upper));
    }
    return wanted;
  }

  private static Severity severity(String name, String upper) {
    for (Severity severity : Severity.values()) {
      if (severity != Severity.NONE && severity.name().equals(upper)) {
        return severity;
      }
    }
    throw Exit.INPUT.because("scan-severity", name);
  }

  /** What to look for where nothing is said. */
  Set<ScanReport.Scanner> standard = EnumSet.of(ScanReport.Scanner.VULN, ScanReport.Scanner.SECRET);

  /** What to look for besides, because a policy asks about it. */
  final Set<ScanReport.Scanner> more = EnumSet.noneOf(ScanReport.Scanner.class);

  /** What to look for. */
  Set<ScanReport.Scanner> lookFor() {
    Set<ScanReport.Scanner> wanted = EnumSet.noneOf(ScanReport.Scanner.class);
    wanted.addAll(scanners.isEmpty() ? standard : Set.of());
    wanted.addAll(more);
    for (String name : scanners) {
      switch (name.strip().toLowerCase(Locale.ROOT)) {
        case "vuln" -> wanted.add(ScanReport.Scanner.VULN);
        case "secret" -> wanted.add(ScanReport.Scanner.SECRET);
        case "misconfig" -> wanted.add(ScanReport.Scanner.MISCONFIG);
        case "malware" -> wanted.add(ScanReport.Scanner.MALWARE);
        case "license" -> wanted.add(ScanReport.Scanner.LICENSE);
        default -> throw Exit.INPUT.because("scan-scanner", name);
      }
    }
    return wanted;
  }
}
