package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.guard.GuardEvent.Execution;
import dev.sekisho.kernel.guard.GuardEvent.Match;
import dev.sekisho.kernel.guard.GuardEvent.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
class DriftTest {
  private static GuardFixture fixture;

  @BeforeAll
  static void load() throws IOException {
    fixture = GuardFixture.open();
  }

  @AfterAll
  static void unload() throws IOException {
    if (fixture != null) fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "copied, WRITABLE_LAYER",
    "copied-by-execveat, WRITABLE_LAYER",
    "modified, WRITABLE_LAYER",
    "mode-changed, WRITABLE_LAYER",
    "hard-linked, WRITABLE_LAYER",
    "renamed, WRITABLE_LAYER",
    "deleted, DELETED",
    "deleted-image-file, DELETED",
    "unnamed, DELETED",
    "memory-file, MEMORY_FILE",
    "shared-memory, OTHER_FILE_SYSTEM",
    "own-tmpfs, OTHER_FILE_SYSTEM",
    "own-overlay, OTHER_FILE_SYSTEM",
    "own-overlay-as-root, OTHER_FILE_SYSTEM",
    "own-overlay-without-privilege, OTHER_FILE_SYSTEM",
    "own-mount-namespace, WRITABLE_LAYER",
    "vfork, WRITABLE_LAYER",
    "loader-changed, LOADER"
  })
  void whatTheImageDidNotContainRunsWithTheControlOffAndIsReportedInAuditAndDiesInEnforce(
      String way, Reason reason) throws IOException {
    assertThat(attempt(way, ConfigurationOf.nothing())).isEqualTo(new Attempt("RAN\n", List.of()));
    assertThat(attempt(way, ConfigurationOf.drift(Mode.AUDIT, 0)))
        .isEqualTo(
            new Attempt("RAN\n", List.of(new Match(reason, Mode.AUDIT, ConfigurationOf.CLAUSE))));
    assertThat(attempt(way, ConfigurationOf.drift(Mode.ENFORCE, 0)))
        .isEqualTo(
            new Attempt("", List.of(new Match(reason, Mode.ENFORCE, ConfigurationOf.CLAUSE))));
  }

  @Test
  void whatTheImageContainsRuns() throws IOException {
    for (String way : List.of("image-file", "interpreted")) {
      assertThat(attempt(way, ConfigurationOf.drift(Mode.ENFORCE, 0)))
          .isEqualTo(new Attempt("RAN\n", List.of()));
    }
  }

  @Test
  void theKernelLearnsTheRootAtTheFirstExecution() throws IOException {
    try (TestContainer container = fixture.container("learn")) {
      fixture
          .guard()
          .configure(
              container.cgroup(), OptionalLong.empty(), ConfigurationOf.drift(Mode.ENFORCE, 0));
      assertThat(container.run("/bin/hello").output()).isEqualTo("RAN\n");
      assertThat(fixture.guard().rootDevice(container.cgroup())).isEqualTo(container.rootDevice());
      assertThat(fixture.events())
          .anySatisfy(event -> assertThat(event).isInstanceOf(GuardEvent.RootLearned.class));
      assertThat(container.run("/bin/escape", "own-overlay").killed()).isTrue();
    }
  }

  @Test
  void anAllowedDirectoryAndAnAllowedFileSystemRunAndTheRestDoesNot() throws IOException {
    long set = 3;
    fixture.guard().addRules(set, List.of(new Rule.Below("/tmp", new Setting(Mode.OFF, 0))));
    assertThat(attempt("copied", ConfigurationOf.drift(Mode.ENFORCE, set)).output())
        .isEqualTo("RAN\n");
    assertThat(attempt("shared-memory", ConfigurationOf.drift(Mode.ENFORCE, set)).output())
        .isEmpty();
    assertThat(attempt("modified", ConfigurationOf.drift(Mode.ENFORCE, set)).output()).isEmpty();
    fixture.guard().removeRules(set);
    assertThat(attempt("copied", ConfigurationOf.drift(Mode.ENFORCE, set)).output()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chrooted-to-an-allowed-name", "mounted-on-an-allowed-name"})
  void aDirectoryThatOnlyBorrowsTheNameOfAnAllowedOneIsNotAllowed(String way) throws IOException {
    long set = 4;
    fixture.guard().addRules(set, List.of(new Rule.Below("/allowed", new Setting(Mode.OFF, 0))));
    GuardConfiguration configuration = ConfigurationOf.drift(Mode.ENFORCE, set);
    assertThat(attempt("allowed", configuration).output()).isEqualTo("RAN\n");
    assertThat(attempt(way, ConfigurationOf.nothing()).output()).isEqualTo("RAN\n");
    assertThat(attempt(way, configuration).output()).isEmpty();
    fixture.guard().removeRules(set);
  }

  @Test
  void aRootThatIsNoOverlayCannotBeLookedIntoAndEveryExecutionSaysSo() throws IOException {
    try (TestContainer container = fixture.container("plain")) {
      TestContainer plain = container.withPlainRoot();
      fixture
          .guard()
          .configure(plain.cgroup(), plain.rootDevice(), ConfigurationOf.drift(Mode.ENFORCE, 0));
      fixture.events();
      assertThat(plain.run("/bin/escape", "copied").output()).isEqualTo("RAN\n");
      assertThat(fixture.executions()).hasSize(2).allMatch(Execution::rootNotOverlay);
      assertThat(plain.run("/bin/escape", "shared-memory").killed()).isTrue();
      assertThat(plain.run("/bin/escape", "memory-file").killed()).isTrue();
    }
  }

  @Test
  void aScriptIsSeenByTheNameItWasCalledWhileItsInterpreterIsTheFile() throws IOException {
    try (TestContainer container = fixture.container("script")) {
      Path script =
          Files.writeString(container.root().resolve("dropped.sh"), "#!/bin/busybox sh\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      fixture
          .guard()
          .configure(
              container.cgroup(), container.rootDevice(), ConfigurationOf.drift(Mode.ENFORCE, 0));
      fixture.events();
      assertThat(container.run("/dropped.sh").output()).isEqualTo("RAN sh\n");
      Execution seen = fixture.executions().getFirst();
      assertThat(seen.script()).isTrue();
      assertThat(seen.called()).isEqualTo("/dropped.sh");
      assertThat(seen.path()).isEqualTo("/bin/busybox");
      assertThat(seen.arguments()).containsExactly("/bin/busybox", "sh", "/dropped.sh");
      fixture
          .guard()
          .addRules(6, List.of(new Rule.Name("dropped.sh", new Setting(Mode.ENFORCE, 1))));
      fixture
          .guard()
          .configure(
              container.cgroup(),
              container.rootDevice(),
              ConfigurationOf.blocklist(Mode.ENFORCE, 6));
      assertThat(container.run("/dropped.sh").killed()).isTrue();
      fixture.guard().removeRules(6);
    }
  }

  @Test
  void noneOfManyTriesGetsThrough() throws IOException {
    int tries = Boolean.getBoolean("sekisho.long") ? 10_000 : 300;
    try (TestContainer container = fixture.container("many")) {
      Files.copy(
          fixture.programs().resolve("hello"),
          container.root().resolve("tmp-hello"),
          StandardCopyOption.COPY_ATTRIBUTES);
      String[] words = {"/bin/forks", "sequence", Integer.toString(tries), "/tmp-hello"};
      fixture
          .guard()
          .configure(container.cgroup(), container.rootDevice(), ConfigurationOf.nothing());
      assertThat(container.run(words).output()).contains("RAN").endsWith("0 failed\n");
      fixture
          .guard()
          .configure(
              container.cgroup(), container.rootDevice(), ConfigurationOf.drift(Mode.ENFORCE, 0));
      fixture.events();
      assertThat(container.run(words).output()).isEqualTo(tries + " failed\n");
      assertThat(fixture.executions()).filteredOn(Execution::blocked).hasSize(tries);
      assertThat(fixture.guard().counters().signalsRefused()).isZero();
      assertThat(fixture.guard().counters().loadersUnjudged()).isZero();
    }
  }

  @Test
  void everyExecutionIsOneEventWithItsArguments() throws IOException {
    try (TestContainer container = fixture.container("events")) {
      fixture
          .guard()
          .configure(container.cgroup(), container.rootDevice(), ConfigurationOf.nothing());
      fixture.events();
      container.run("/bin/wget", "-O", "é ü", "x".repeat(5000), "end");
      Execution seen = fixture.executions().getFirst();
      assertThat(seen.called()).isEqualTo("/bin/wget");
      assertThat(seen.path()).isEqualTo("/bin/busybox");
      assertThat(seen.arguments()).startsWith("/bin/wget", "-O", "é ü").hasSize(4);
      assertThat(seen.argumentsCut()).isTrue();
      assertThat(seen.subject().revision()).isEqualTo(ConfigurationOf.REVISION);
      assertThat(seen.subject().container()).isEqualTo(container.cgroup());
      assertThat(seen.blocked()).isFalse();
    }
  }

  private record Attempt(String output, List<Match> matches) {}

  private static Attempt attempt(String way, GuardConfiguration configuration) throws IOException {
    try (TestContainer container = fixture.container(way)) {
      fixture.guard().configure(container.cgroup(), container.rootDevice(), configuration);
      fixture.events();
      TestContainer.Run run = container.run("/bin/escape", way);
      List<Match> matches =
          fixture.executions().stream().map(Execution::drift).filter(Match::found).toList();
      return new Attempt(run.output(), matches);
    }
  }
}
