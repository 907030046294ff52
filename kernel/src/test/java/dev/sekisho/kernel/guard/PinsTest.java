package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.MountNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class PinsTest {
  private GuardFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = GuardFixture.open();
  }

  @AfterEach
  void stop() throws IOException {
    if (fixture != null) fixture.close();
  }

  private static List<Path> versions() throws IOException {
    try (Stream<Path> list = Files.list(GuardFixture.PINS)) {
      return list.toList();
    }
  }

  @Test
  void aNewProcessTakesOverAndReadsEveryEventOnce() throws IOException {
    try (TestContainer container = fixture.container("pins")) {
      fixture
          .guard()
          .configure(container.cgroup(), container.rootDevice(), ConfigurationOf.nothing());
      fixture.guard().addRules(77, List.of(new Rule.Name("x", Setting.OFF)));
      fixture.events();
      container.run("/bin/hello");
      assertThat(fixture.executions())
          .extracting(GuardEvent.Execution::path)
          .containsExactly("/bin/hello");
      fixture.guard().close();
      container.run("/bin/ls");
      BpfGuard guard = fixture.reopen();
      assertThat(guard.adopted()).isTrue();
      assertThat(guard.missing()).isEmpty();
      assertThat(guard.configuration(container.cgroup())).contains(ConfigurationOf.nothing());
      assertThat(guard.ruleSets()).containsExactly(77L);
      assertThat(guard.hostNamespace()).contains(MountNamespace.ofSelf());
      assertThat(fixture.executions())
          .extracting(GuardEvent.Execution::called)
          .containsExactly("/bin/ls");
      assertThat(versions()).hasSize(1);
    }
  }

  @Test
  void aMissingPinIsNoticedAndTheNextProcessLoadsTheGuardAnew() throws IOException {
    assertThat(fixture.guard().tampering()).isEmpty();
    Path link = versions().getFirst().resolve("link_guard_exec");
    Files.delete(link);
    assertThat(fixture.guard().tampering()).containsExactly(link + " is gone");
    assertThat(fixture.reopen().adopted()).isFalse();
    assertThat(fixture.guard().tampering()).isEmpty();
    assertThat(versions()).hasSize(1);
  }

  @Test
  void anotherObjectInPlaceOfAPinIsNoticed() throws IOException {
    Path version = versions().getFirst();
    Files.delete(version.resolve("containers"));
    dev.sekisho.kernel.bpf.Bpf.pin(
        dev.sekisho.kernel.bpf.Bpf.pinned(version.resolve("states")),
        version.resolve("containers"));
    assertThat(fixture.guard().tampering())
        .singleElement()
        .asString()
        .endsWith("containers is another object than before");
  }

  @Test
  void anotherVersionIsInForceBeforeTheOldOneIsTakenAway() throws IOException {
    try (TestContainer container = fixture.container("versions")) {
      fixture
          .guard()
          .configure(
              container.cgroup(), container.rootDevice(), ConfigurationOf.drift(Mode.ENFORCE, 0));
      byte[] content = GuardObject.load().content();
      byte[] longer =
          Arrays.copyOf(content, content.length + 1); // the same programs under another digest
      try (BpfGuard next = BpfGuard.open(GuardFixture.PINS, GuardObject.of(longer))) {
        assertThat(next.adopted()).isFalse();
        assertThat(versions()).hasSize(2);
        assertThat(container.run("/bin/escape", "copied").killed()).isTrue();
        next.setHostNamespace(MountNamespace.ofSelf());
        next.configure(
            container.cgroup(), container.rootDevice(), ConfigurationOf.drift(Mode.ENFORCE, 0));
        next.removeOtherVersions();
        fixture.guard().close();
        assertThat(versions()).hasSize(1);
        assertThat(container.run("/bin/escape", "copied").killed()).isTrue();
      }
      BpfGuard.remove(GuardFixture.PINS);
      assertThat(container.run("/bin/escape", "copied").output()).isEqualTo("RAN\n");
      assertThat(GuardFixture.PINS).doesNotExist();
      fixture.reopen();
    }
  }

  @Test
  void aHalfMadeVersionIsNeverAdopted() throws IOException {
    Path version = versions().getFirst();
    fixture.guard().close();
    Files.createDirectory(GuardFixture.PINS.resolve("loading_" + version.getFileName()));
    assertThat(fixture.reopen().adopted()).isTrue();
    BpfGuard.remove(GuardFixture.PINS);
    Files.createDirectories(GuardFixture.PINS.resolve("loading_" + version.getFileName()));
    assertThat(fixture.reopen().adopted()).isFalse();
    assertThat(versions()).containsExactly(version);
  }

  @Test
  void aDirectoryOutsideBpffsIsRefused(@TempDir Path directory) {
    assertThatThrownBy(() -> BpfGuard.open(directory.resolve("pins")))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("not in a bpffs");
  }

  @Test
  void eventsThatFindTheRingFullAreCounted() throws IOException {
    try (TestContainer container = fixture.container("full")) {
      fixture
          .guard()
          .configure(container.cgroup(), container.rootDevice(), ConfigurationOf.nothing());
      fixture.events();
      // 4 KiB of arguments each fill 8 MiB in about 2,000 executions.
      container.run("/bin/forks", "sequence", "2600", "/bin/hello", "x".repeat(4000));
      long lost = fixture.guard().counters().eventsLost();
      assertThat(lost).isPositive();
      assertThat(fixture.guard().events().unreadBytes())
          .isGreaterThan(fixture.guard().events().sizeInBytes() - 8192);
      assertThat(fixture.executions().size() + lost).isEqualTo(2601);
      assertThat(fixture.guard().events().unreadBytes()).isZero();
    }
  }
}
