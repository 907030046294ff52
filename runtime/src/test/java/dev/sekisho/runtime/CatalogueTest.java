package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.RootFileSystem;
import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.AllowedRegistries;
import dev.sekisho.policy.AllowedRuntimes;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.LimitContainerPrivileges;
import dev.sekisho.policy.LimitContainerPrivileges.Privilege;
import dev.sekisho.policy.LimitNewPrivileges;
import dev.sekisho.policy.PreventOverrideDefaultConfiguration;
import dev.sekisho.policy.VolumesBlocklist;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static Properties catalogue(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(RuntimePlane.class.getResourceAsStream(name)),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndPlaceholders() throws IOException {
    Properties english = catalogue("messages.properties");
    Properties japanese = catalogue("messages_ja.properties");
    assertThat(japanese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(japanese.getProperty(key).contains("{0}"))
          .as(key)
          .isEqualTo(english.getProperty(key).contains("{0}"));
    }
  }

  @Test
  void everyReasonThatTheKernelGivesHasWords() throws IOException {
    Properties english = catalogue("messages.properties");
    for (GuardEvent.Reason reason : GuardEvent.Reason.values()) {
      String key = "fact.kernel." + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(english.stringPropertyNames()).contains(key);
    }
  }

  /** Every footing that a host may offer: each assurance says why, in words that exist. */
  @Test
  void everyAssuranceThatIsLessThanFullSaysWhyInWordsThatExist() throws IOException {
    Properties english = catalogue("messages.properties");
    EffectivePolicy policy =
        Clauses.revision(1)
            .driftAndMappings(Mode.ENFORCE)
            .names(Mode.ENFORCE, "nc")
            .processes(Mode.ENFORCE, 50)
            .processesOfContainer(Mode.ENFORCE, 50)
            .forensics()
            .add(Mode.ENFORCE, new AllowedRegistries(Clauses.patterns("docker.io"), false))
            .add(Mode.ENFORCE, new AllowedRuntimes(List.of("runc")))
            .add(Mode.ENFORCE, new LimitContainerPrivileges(Set.of(Privilege.PRIVILEGED)))
            .add(Mode.ENFORCE, new LimitNewPrivileges())
            .add(
                Mode.ENFORCE,
                new PreventOverrideDefaultConfiguration(true, true, true, true, List.of()))
            .add(Mode.ENFORCE, new VolumesBlocklist(List.of("/etc")))
            .policy();
    Set<Assurance.Level> levels = new HashSet<>();
    for (int bits = 0; bits < 64; bits++) {
      for (RootFileSystem.Comparison comparison : RootFileSystem.Comparison.values()) {
        Footing footing = footing(bits, comparison);
        for (Guard guard : Guard.ALL) {
          Assurance assurance = guard.assurance(policy, footing);
          levels.add(assurance.level());
          if (assurance.level() == Assurance.Level.CLAIMED) {
            assertThat(assurance.mechanism()).isNotEmpty();
          } else {
            assertThat(assurance.why()).as("%s on %s", guard.name(), footing).isPresent();
          }
          assurance
              .why()
              .filter(why -> why.key().startsWith("assurance."))
              .ifPresent(why -> assertThat(english.stringPropertyNames()).contains(why.key()));
          assertThat(guard.assurance(EffectivePolicy.NONE, footing).level())
              .isEqualTo(Assurance.Level.OFF);
        }
      }
    }
    assertThat(levels)
        .containsExactlyInAnyOrder(
            Assurance.Level.CLAIMED, Assurance.Level.DETECT_ONLY, Assurance.Level.NOT_POSSIBLE);
  }

  private static Footing footing(int bits, RootFileSystem.Comparison comparison) {
    boolean fanotify = (bits & 16) != 0 && comparison == RootFileSystem.Comparison.BY_IDENTITY;
    return new Footing(
        (bits & 1) != 0,
        (bits & 2) != 0,
        (bits & 4) != 0,
        true,
        "because",
        (bits & 8) != 0,
        fanotify,
        "because",
        (bits & 32) != 0,
        false,
        comparison,
        comparison == RootFileSystem.Comparison.BY_IDENTITY
            ? Optional.empty()
            : Optional.of(Phrase.of("root-file-system.copy", "vfs")));
  }
}
