package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.Mounts;
import dev.sekisho.model.ContainerConfiguration.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a container's wishes before policies judge it. */
class StartFactsTest {
  @TempDir private Path directory;

  private static Mounts.Mount mount(int id, long device, String root, String point) {
    return new Mounts.Mount(id, 1, device, root, point, List.of(), "ext4", "/dev/x", List.of());
  }

  @Test
  void aProfileIsTheSameHoweverItIsWritten() {
    String digest = SecurityOptions.digest("{\"a\": \"b \\\" c\",\n\t\"d\": 1}");
    assertThat(digest).isEqualTo(SecurityOptions.digest("{\"a\":\"b \\\" c\",\"d\":1}"));
    assertThat(digest).isNotEqualTo(SecurityOptions.digest("{\"a\":\"b\\\"c\",\"d\":1}"));
  }

  @Test
  void theLastOptionCountsAndPrivilegedSwitchesOffWhatNoneNames() {
    SecurityOptions two =
        new SecurityOptions(List.of("seccomp=unconfined", "seccomp:builtin"), false);
    assertThat(two.seccomp()).isEqualTo(Profile.DEFAULT);
    SecurityOptions privileged = new SecurityOptions(List.of("apparmor=docker-default"), true);
    assertThat(privileged.seccomp()).isEqualTo(Profile.unconfined());
    assertThat(privileged.appArmor()).isEqualTo(Profile.DEFAULT);
    SecurityOptions label =
        new SecurityOptions(List.of("label=type:a_t", "label=level:s0:c1"), false);
    assertThat(label.seLinux())
        .isEqualTo(new Profile(Profile.State.CUSTOM, "type:a_t,level:s0:c1", ""));
  }

  @Test
  void noNewPrivilegesIsWhatTheOptionSaysAndElseTheEngine() {
    assertThat(new SecurityOptions(List.of(), false).noNewPrivileges(true)).isTrue();
    assertThat(new SecurityOptions(List.of(), false).noNewPrivileges(false)).isFalse();
    assertThat(new SecurityOptions(List.of("no-new-privileges"), false).noNewPrivileges(false))
        .isTrue();
    assertThat(new SecurityOptions(List.of("no-new-privileges=false"), false).noNewPrivileges(true))
        .isFalse();
  }

  @Test
  void whatIsMountedElsewhereTooIsKnownUnderEveryPath() {
    HostMounts host =
        new HostMounts(
            new Mounts(
                List.of(
                    mount(1, 7, "/", "/"),
                    mount(2, 7, "/none/config", "/none/volumes/x"),
                    mount(3, 8, "/", "/none/other"))),
            List.of());
    assertThat(host.places("/none/volumes/x/y"))
        .containsExactlyInAnyOrder("/none/volumes/x/y", "/none/config/y");
    assertThat(host.places("/none/config"))
        .containsExactlyInAnyOrder("/none/config", "/none/volumes/x");
    assertThat(host.places("/none/other/z")).containsExactly("/none/other/z");
    assertThat(host.places("relative")).isEmpty();
    assertThat(host.places("/none/../none/other/z")).containsExactly("/none/other/z");
  }

  @Test
  void aListedPathIsRecognisedByLinkAndByInodeAndFromAbove() throws Exception {
    Path real = Files.createDirectories(directory.resolve("real/inner"));
    Path file = Files.writeString(real.resolve("secret"), "s");
    Path alias = Files.createSymbolicLink(directory.resolve("alias"), directory.resolve("real"));
    Path hard = Files.createLink(directory.resolve("hard"), file);
    String listed = alias.resolve("inner/secret").toString();
    HostMounts host = new HostMounts(new Mounts(List.of()), List.of(listed));
    for (Path source : List.of(file, hard, real, directory.resolve("real"), alias)) {
      assertThat(host.places(source.toString())).as(source.toString()).contains(listed);
    }
    Path twin = Files.createDirectories(directory.resolve("twin/inner"));
    assertThat(host.places(twin.toString())).containsExactly(twin.toString());
  }

  @Test
  void peopleOfTheHostAreThoseWhoCanLogIn() {
    assertThat(
            HostAccounts.parse(
                """
                root:x:0:0:root:/root:/bin/bash
                alice:x:1000:1000::/home/alice:/bin/bash
                bob:x:1000:1000::/home/bob:/bin/bash
                svc:x:1001:1001::/:/usr/sbin/nologin
                nobody:x:65534:65534:nobody:/:/bin/sh
                broken:x:one:1:::
                short:x:1002
                """))
        .isEqualTo(Map.of(1000L, "alice"));
  }

  @Test
  void responsesAreLimitedForOneWorkloadAndInAllAndComeBackWithTime() {
    AtomicLong now = new AtomicLong();
    ResponseBudget budget = new ResponseBudget(2, 3, Duration.ofSeconds(10), now::get);
    assertThat(List.of(budget.take("a"), budget.take("a"), budget.take("a")))
        .containsExactly(true, true, false);
    assertThat(List.of(budget.take("b"), budget.take("b"), budget.take("c")))
        .containsExactly(true, false, false);
    now.set(Duration.ofSeconds(10).toNanos());
    assertThat(budget.take("a")).isTrue();
  }

  @Test
  void anyTextIsReadWithoutHarm() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append("{}\":=\\/ ,a0\n\0é".charAt(random.nextInt(14)));
      }
      SecurityOptions options =
          new SecurityOptions(List.of("seccomp=" + text, "label:" + text, text.toString()), false);
      assertThat(options.seccomp()).isNotNull();
      assertThat(options.seLinux()).isNotNull();
      assertThat(HostAccounts.parse(text.toString())).isNotNull();
      assertThat(new HostMounts(new Mounts(List.of()), List.of("/etc")).places(text.toString()))
          .isNotNull();
    }
  }
}
