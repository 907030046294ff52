package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.guard.GuardEvent.Reason;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
class MemoryTest {
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
    "mapped, WRITABLE_LAYER",
    "protected-later, WRITABLE_LAYER",
    "protected-by-key, WRITABLE_LAYER",
    "read-implies-execute, WRITABLE_LAYER",
    "memory-file-mapped, MEMORY_FILE",
    "mapped-by-32-bit-call, WRITABLE_LAYER"
  })
  void anExecutableMappingOfWhatTheImageDidNotContainDies(String way, Reason reason)
      throws IOException {
    assertThat(attempt(way, ConfigurationOf.nothing()))
        .isEqualTo(new Attempt("RAN\n", false, List.of()));
    Attempt audited = attempt(way, ConfigurationOf.mappings(Mode.AUDIT));
    assertThat(audited.output()).isEqualTo("RAN\n");
    assertThat(audited.reasons()).contains(reason);
    Attempt enforced = attempt(way, ConfigurationOf.mappings(Mode.ENFORCE));
    assertThat(enforced.killed()).isTrue();
    assertThat(enforced.output()).isEmpty();
    assertThat(enforced.reasons()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "own-memory-written, MEMORY_WRITE",
    "own-memory-written-by-child, MEMORY_WRITE",
    "other-memory-written, MEMORY_WRITE",
    "traced-memory-written, PTRACE_WRITE"
  })
  void aWriteIntoMemoryDies(String way, Reason reason) throws IOException {
    assertThat(attempt(way, ConfigurationOf.nothing()))
        .isEqualTo(new Attempt("RAN\n", false, List.of()));
    Attempt audited = attempt(way, ConfigurationOf.memoryWrites(Mode.AUDIT));
    assertThat(audited.output()).isEqualTo("RAN\n");
    assertThat(audited.reasons()).containsExactly(reason);
    Attempt enforced = attempt(way, ConfigurationOf.memoryWrites(Mode.ENFORCE));
    assertThat(enforced.output()).isEmpty();
    assertThat(enforced.reasons()).containsExactly(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "fixed"})
  void aWriteIntoMemoryByIoUringDies(String file) throws IOException {
    assertThat(attempt("/bin/uring", file, ConfigurationOf.nothing()))
        .isEqualTo(new Attempt("RAN\n", false, List.of()));
    Attempt enforced = attempt("/bin/uring", file, ConfigurationOf.memoryWrites(Mode.ENFORCE));
    assertThat(enforced.killed()).isTrue();
    assertThat(enforced.output()).isEmpty();
    assertThat(enforced.reasons()).containsExactly(Reason.IO_URING);
  }

  @Test
  void anonymousExecutableMemoryIsReportedAndNeverStopped() throws IOException {
    Attempt enforced = attempt("anonymous-memory", ConfigurationOf.mappings(Mode.ENFORCE));
    assertThat(enforced.output()).isEqualTo("RAN\n");
    assertThat(enforced.reasons()).containsExactly(Reason.ANONYMOUS_MEMORY);
  }

  @Test
  void programsOfTheImageRunUnderBothControls() throws IOException {
    assertThat(attempt("image-file", ConfigurationOf.mappings(Mode.ENFORCE)).output())
        .isEqualTo("RAN\n");
    assertThat(attempt("image-file", ConfigurationOf.memoryWrites(Mode.ENFORCE)).output())
        .isEqualTo("RAN\n");
  }

  private record Attempt(String output, boolean killed, List<Reason> reasons) {}

  private static Attempt attempt(String way, GuardConfiguration configuration) throws IOException {
    return attempt("/bin/escape", way, configuration);
  }

  private static Attempt attempt(String program, String way, GuardConfiguration configuration)
      throws IOException {
    try (TestContainer container = fixture.container(way)) {
      fixture.guard().configure(container.cgroup(), container.rootDevice(), configuration);
      fixture.events();
      TestContainer.Run run = container.run(program, way);
      List<Reason> reasons =
          fixture.events().stream()
              .filter(GuardEvent.Memory.class::isInstance)
              .map(event -> ((GuardEvent.Memory) event).match().reason())
              .toList();
      return new Attempt(run.output(), run.killed(), reasons);
    }
  }
}
