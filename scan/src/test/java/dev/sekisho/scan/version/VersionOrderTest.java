package dev.sekisho.scan.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VersionOrderTest {
  private static int sign(VersionOrder order, String left, String right) {
    try {
      return Integer.signum(order.compare(left, right));
    } catch (MalformedVersionException e) {
      throw new AssertionError(left + " against " + right, e);
    }
  }

  private static Optional<Path> tables() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path found = at.resolve("shared/data/fixtures/version-vectors");
      if (Files.isDirectory(found)) return Optional.of(found);
    }
    return Optional.empty();
  }

  @ParameterizedTest
  @CsvSource({
    "DPKG, debian-versions.txt, 25",
    "DPKG, debian-versions-generated.txt, 100",
    "RPM, redhat-versions.txt, 50",
    "SEMVER, semver-versions.txt, 5",
    "PEP440, pypi-versions.txt, 30"
  })
  void theTablesHold(VersionOrder order, String file, int atLeast) throws IOException {
    assumeTrue(tables().isPresent(), "NOT RUN: ../shared/data is not beside the project");
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    for (String line : Files.readAllLines(tables().orElseThrow().resolve(file))) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length != 3 || words[0].startsWith("#") || words[0].startsWith("//")) continue;
      lines++;
      int expected =
          switch (words[1]) {
            case "<" -> -1;
            case ">" -> 1;
            case "=", "==" -> 0;
            default -> throw new AssertionError(line);
          };
      if (sign(order, words[0], words[2]) != expected
          || sign(order, words[2], words[0]) != -expected) {
        wrong.add(line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).isGreaterThan(atLeast);
  }

  /** Each line is in order, oldest first; what is joined by = is equal. */
  @ParameterizedTest
  @CsvSource({
    "APK, 1.0_alpha 1.0_alpha2 1.0_beta 1.0_pre1 1.0_rc 1.0_rc1 1.0 1.0-r1 1.0-r2 1.0a 1.0b 1.01 1.0.1 1.1 1.2 1.10 2",
    "APK, 1.0 1.0_cvs 1.0_svn 1.0_git20200101 1.0_hg 1.0_p1 1.0_p2 1.0.0",
    "APK, 0.001 0.01 0.1",
    "APK, 2.2.4_rc1-r0 2.2.4-r0",
    "APK, 1.1.1g-r0 1.1.1h-r0 1.1.1k-r0",
    "RUBYGEMS, 1.0.a 1.0.a10 1.0.b 1.0=1.0.0=1 1.0.1 1.1.pre 1.1 1.10",
    "RUBYGEMS, 5.0.0.beta1 5.0.0.rc2 5.0.0 5.0.0.1",
    "RUBYGEMS, 1.0-alpha=1.0.pre.alpha 1.0",
    "NUGET, 1.0.0-alpha 1.0.0-ALPHA.1 1.0.0-beta 1.0.0-rc.1 1.0=1.0.0=1.0.0.0=1.0.0+build 1.0.0.1 1.0.1 2.0",
    "COMPOSER, 1.0.0-dev 1.0.0-alpha1 1.0.0-alpha.2 1.0.0-beta1-dev 1.0.0-beta1 1.0.0-RC1 1.0=1.0.0=v1.0.0.0=1.0-stable 1.0.0-p1 1.0.0-patch2 1.0.1 2",
    "SEMVER, 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0=v1.0.0=1.0.0+x=1 1.0.1",
    "SEMVER, v0.0.0-20190101000000-abcdefabcdef v0.0.0-20200101000000-abcdefabcdef v0.0.1",
    "SEMVER, 1.99999999999999999999.0 1.100000000000000000000.0",
    "PEP440, 1.0.dev1 1.0a1.dev1 1.0a1=1.0.alpha-1=1.0A1 1.0b2 1.0c1=1.0rc1=1.0.pre1 1.0=1.0.0=v1.0 1.0+abc 1.0+5 1.0.post1.dev2 1.0.post1=1.0-1=1.0.r1 1.1 1!0.1",
    "RPM, 1.0~rc1 1.0 1.0^git1 1.0.1 0:2 1:1",
    "RPM, 1.a 1.1",
    "DPKG, 1.0~~ 1.0~ 1.0=0:1.0=1.0-0 1.0-1 1.0a 1.0+dfsg 1.0.1 1:0",
    "MAVEN, 1-alpha 1-beta 1-milestone 1-rc=1-cr 1-snapshot 1=1.0=1-ga=1.final=1-release 1-sp 1-foo 1-1 1.1",
    "MAVEN, 2.9.10 2.9.10.1 2.10.0-rc1 2.10.0"
  })
  void versionsAreInOrder(VersionOrder order, String line) {
    String[] groups = line.split(" ", -1);
    for (int i = 0; i < groups.length; i++) {
      for (int j = 0; j < groups.length; j++) {
        for (String left : groups[i].split("=", -1)) {
          for (String right : groups[j].split("=", -1)) {
            assertThat(sign(order, left, right))
                .as(left + " against " + right)
                .isEqualTo(Integer.signum(Integer.compare(i, j)));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DPKG, a:1",
    "DPKG, 1:",
    "DPKG, 1 2",
    "DPKG, ''",
    "RPM, '1 2'",
    "APK, abc",
    "APK, 1.0_unknown",
    "APK, 1.",
    "APK, 1.0-1",
    "APK, ''",
    "COMPOSER, dev-main",
    "COMPOSER, 1.0-foo",
    "NUGET, x",
    "PEP440, ''",
    "RUBYGEMS, x1",
    "RUBYGEMS, 1..2",
    "SEMVER, latest",
    "SEMVER, 1.0-",
    "SEMVER, ''"
  })
  void whatIsNoVersionIsRefusedAndNamed(VersionOrder order, String text) {
    assertThatThrownBy(() -> order.compare(text, "1"))
        .isInstanceOf(MalformedVersionException.class)
        .hasMessageContaining("'" + text.strip() + "'");
    assertThatThrownBy(() -> order.compare("1", text))
        .isInstanceOf(MalformedVersionException.class);
  }

  private static final String PIECES =
      "0 1 2 9 10 01 a b alpha beta rc pre sp final - . _ + ~ ^ : ! r p git dev post v";

  private static String random(Random random) {
    String[] pieces = PIECES.split(" ", -1);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(7); i >= 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  /** What an order accepts it orders: both ways round alike, and without circles. */
  @ParameterizedTest
  @EnumSource(VersionOrder.class)
  void ordersAreOrders(VersionOrder order) {
    Random random = new Random(7);
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < 200_000 && accepted.size() < 150; i++) {
      String text = random(random);
      try {
        assertThat(order.compare(text, text)).isZero();
        accepted.add(text);
      } catch (MalformedVersionException refused) {
        assertThat(refused).hasMessageContaining("expected");
      }
    }
    assertThat(accepted).hasSize(150);
    for (String a : accepted) {
      for (String b : accepted) {
        int ab = sign(order, a, b);
        assertThat(sign(order, b, a)).as(a + " and " + b).isEqualTo(-ab);
        if (ab > 0) continue;
        for (String c : accepted) {
          if (sign(order, b, c) <= 0 && sign(order, a, c) > 0 && !mavenItself(order, a, b, c)) {
            throw new AssertionError(a + " <= " + b + " <= " + c + " < " + a);
          }
        }
      }
    }
  }

  /** Maven's own order has circles among odd texts; where it has, ours must have the same. */
  private static boolean mavenItself(VersionOrder order, String a, String b, String c) {
    return order == VersionOrder.MAVEN
        && new ComparableVersion(b).compareTo(new ComparableVersion(c)) <= 0
        && new ComparableVersion(a).compareTo(new ComparableVersion(c)) > 0;
  }

  @Test
  void mavenAgreesWithMavenItself() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      String left = random(random).replaceAll("[~^:!+_]", "");
      String right = random(random).replaceAll("[~^:!+_]", "");
      assertThat(sign(VersionOrder.MAVEN, left, right))
          .as(left + " against " + right)
          .isEqualTo(
              Integer.signum(new ComparableVersion(left).compareTo(new ComparableVersion(right))));
    }
  }

  /** dpkg where the machine has it: the tool itself is the table. */
  @Test
  void dpkgAgreesWithDpkgItself() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "NOT RUN: no dpkg on this machine");
    Random random = new Random(13);
    StringBuilder script = new StringBuilder();
    List<String[]> pairs = new ArrayList<>();
    while (pairs.size() < 300) {
      String left = "1" + random(random).replaceAll("[!^_:]", "");
      String right = "1" + random(random).replaceAll("[!^_:]", "");
      if (left.endsWith("-") || right.endsWith("-")) continue;
      pairs.add(new String[] {left, right});
      script.append(
          "if dpkg --compare-versions '%s' lt '%s'; then echo -1; elif dpkg --compare-versions '%s' eq '%s'; then echo 0; else echo 1; fi\n"
              .formatted(left, right, left, right));
    }
    Process shell = new ProcessBuilder("sh").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var in = shell.outputWriter(StandardCharsets.UTF_8)) {
      in.write(script.toString());
    }
    List<String> answers = shell.inputReader(StandardCharsets.UTF_8).readAllLines();
    assertThat(answers).hasSameSizeAs(pairs);
    for (int i = 0; i < pairs.size(); i++) {
      assertThat(sign(VersionOrder.DPKG, pairs.get(i)[0], pairs.get(i)[1]))
          .as(pairs.get(i)[0] + " against " + pairs.get(i)[1])
          .isEqualTo(Integer.parseInt(answers.get(i)));
    }
  }

  @Test
  void aVersionWithoutEndIsRefusedRatherThanReadToItsEnd() {
    assertThatThrownBy(() -> VersionOrder.MAVEN.compare("1".repeat(5000), "1"))
        .isInstanceOf(MalformedVersionException.class);
  }
}
