package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Purl;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Reports to write: one with everything, one with what an attacker would put in, one clean. */
final class Samples {
  /** What breaks out of HTML, XML, JSON, terminals, and what no encoding holds. */
  static final String HOSTILE =
      "</script><img src=x onerror=alert(1)>\"'&\u0000\u001b[2J\u202e\ud800]]>${7*7}{{x}}";

  private Samples() {}

  static Component component(String purl, String path, int layer, List<String> licences) {
    return new Component(
        Purl.parse(purl),
        Optional.of(new Component.Source("openssl", "3.0.11-1~deb12u2", "")),
        licences,
        List.of(
            new Location(path, OptionalInt.of(layer), OptionalInt.empty(), OptionalInt.empty())),
        "dpkg",
        Component.Scope.RUNTIME);
  }

  static ScanReport full() {
    Component openssl =
        component(
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
            "var/lib/dpkg/status",
            0,
            List.of("Apache-2.0", "Some own licence"));
    Component lodash =
        component(
            "pkg:npm/%40scope/lodash@4.17.20",
            "app/node_modules/lodash/package.json", 2, List.of("MIT OR Apache-2.0"));
    return new ScanReport(
        new ScanReport.Target(ScanReport.Kind.IMAGE, "shop/web:1.4", Optional.of(image())),
        Optional.of(new OperatingSystem("debian", "12", "bookworm", "Debian GNU/Linux 12")),
        List.of(openssl, lodash, lodash),
        List.of(
            vulnerability("CVE-2024-0727", openssl, Optional.of("3.0.13-1~deb12u1")),
            vulnerability("CVE-2021-23337", lodash, Optional.empty()),
            new Finding.Secret(
                "aws-access-key-id",
                "AWS access key id",
                Optional.of(Severity.CRITICAL),
                new Location("app/.env", OptionalInt.of(2), OptionalInt.of(3), OptionalInt.of(3)),
                "AWS_ACCESS_KEY_ID=AKIA****"),
            new Finding.Malware(
                "Eicar-Test-Signature",
                "clamav",
                Optional.of(Severity.CRITICAL),
                Location.of("tmp/a b/会社.com")),
            new Finding.Misconfiguration(
                "image.root-user",
                Optional.of(Severity.MEDIUM),
                Location.of(""),
                Map.of("seen", "user root"),
                List.of("CIS-Docker-4.1"))),
        List.of(new Gap("opt/huge.bin", "larger than 1 GiB")),
        List.of(new Phrase("left-out.secret-paths", List.of("usr/share"))),
        Set.of(ScanReport.Scanner.VULN, ScanReport.Scanner.SECRET),
        Optional.of(
            new ScanReport.AdvisoryState(
                Instant.parse("2026-11-21T00:00:00Z"),
                Instant.parse("2026-11-20T00:00:00Z"),
                53421)),
        Instant.parse("2026-11-25T01:02:03.456Z"),
        "0.1.0");
  }

  static ScanReport clean() {
    ScanReport full = full();
    return new ScanReport(
        full.target(),
        full.system(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        full.scanners(),
        Optional.empty(),
        full.createdAt(),
        full.version());
  }

  static ScanReport hostile() {
    ScanReport full = full();
    Component component =
        new Component(
            Purl.of("npm", "", HOSTILE, HOSTILE),
            Optional.empty(),
            List.of(HOSTILE),
            List.of(Location.of(HOSTILE)),
            "npm-package",
            Component.Scope.DEVELOPMENT);
    return new ScanReport(
        new ScanReport.Target(ScanReport.Kind.FILE_SYSTEM, HOSTILE, Optional.empty()),
        Optional.of(new OperatingSystem(HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
        List.of(component),
        List.of(
            new Finding.Vulnerability(
                "CVE-1-1",
                List.of(HOSTILE),
                component,
                Finding.Status.AFFECTED,
                Optional.of(HOSTILE),
                Optional.empty(),
                List.of(
                    new Finding.Rating(HOSTILE, HOSTILE, OptionalDouble.empty(), Optional.empty())),
                HOSTILE,
                HOSTILE,
                List.of("javascript:alert(1)//" + HOSTILE),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                new Finding.Match(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
            new Finding.Secret(HOSTILE, HOSTILE, Optional.empty(), Location.of(HOSTILE), HOSTILE)),
        List.of(new Gap(HOSTILE, HOSTILE)),
        List.of(),
        full.scanners(),
        Optional.empty(),
        full.createdAt(),
        full.version());
  }

  private static ScanReport.ScannedImage image() {
    return new ScanReport.ScannedImage(
        Digest.parse("sha256:" + "ab".repeat(32)),
        List.of("shop/web@sha256:" + "cd".repeat(32)),
        "amd64",
        "linux",
        List.of(
            new ScanReport.Layer(Digest.parse("sha256:" + "01".repeat(32)), "ADD file:… in /"),
            new ScanReport.Layer(Digest.parse("sha256:" + "02".repeat(32)), "RUN apt-get update"),
            new ScanReport.Layer(Digest.parse("sha256:" + "03".repeat(32)), "COPY app /app"),
            new ScanReport.Layer(Digest.parse("sha256:" + "04".repeat(32)), "RUN rm /app/.env")));
  }

  private static Finding.Vulnerability vulnerability(
      String id, Component component, Optional<String> fixed) {
    return new Finding.Vulnerability(
        id,
        List.of("GHSA-aaaa-bbbb-cccc"),
        component,
        fixed.isPresent() ? Finding.Status.FIXED : Finding.Status.WILL_NOT_FIX,
        fixed,
        Optional.of(Severity.HIGH),
        List.of(
            new Finding.Rating(
                "nvd",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                OptionalDouble.of(7.5),
                Optional.of(Severity.HIGH))),
        "A title",
        "A longer description",
        List.of("https://example.org/" + id),
        Optional.of(Instant.parse("2024-01-26T09:15:00Z")),
        OptionalDouble.of(0.0123),
        Optional.of(LocalDate.of(2024, 2, 1)),
        new Finding.Match(
            "DSA-5000-1",
            "osv.dev/Debian:12",
            "openssl",
            "3.0.11-1~deb12u2",
            "< 3.0.13-1~deb12u1",
            "dpkg"));
  }
}
