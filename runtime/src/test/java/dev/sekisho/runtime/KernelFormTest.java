package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.kernel.guard.Rule;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Executable.Origin;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.PolicyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The form that the kernel holds stops exactly what the clauses stop. The kernel's own part, that a
 * rule set matches as written here, is tried on the real kernel in the kernel module and by
 * ControlsTest.
 */
class KernelFormTest {
  private static final List<String> PATHS =
      List.of("/bin/nc", "/srv/x", "/srv/a/x", "/srv/a/b/x", "/opt/x", "/bin/busybox", "/bin/wget");

  private static final List<String> PATTERNS =
      List.of("/srv/**", "/srv/a/**", "/srv/a/x", "/opt/x", "/opt/**");

  private static final List<String> NAMES = List.of("nc", "wget", "busybox", "x");

  private final Random random = new Random(3);

  @Test
  void whatTheClausesStopIsWhatTheKernelsFormStops() {
    Map<dev.sekisho.model.Mode, Integer> outcomes = new EnumMap<>(dev.sekisho.model.Mode.class);
    for (int i = 0; i < 50_000; i++) {
      EffectivePolicy policy = policy();
      Event.ProcessStarted fact = fact();
      dev.sekisho.model.Mode wanted = policy.decide(fact).mode();
      outcomes.merge(wanted, 1, Integer::sum);
      boolean stopped = stops(KernelForm.of(policy), fact.executable());
      assertThat(stopped)
          .as("%s under %s", fact.executable(), policy)
          .isEqualTo(wanted == dev.sekisho.model.Mode.ENFORCE);
    }
    assertThat(outcomes)
        .hasSize(3)
        .allSatisfy((mode, count) -> assertThat(count).isGreaterThan(1000));
  }

  @Test
  void ofTwoClausesThatNameTheSameTheKernelsMapGetsTheFirmer() {
    for (boolean auditFirst : new boolean[] {true, false}) {
      dev.sekisho.model.Mode first =
          auditFirst ? dev.sekisho.model.Mode.AUDIT : dev.sekisho.model.Mode.ENFORCE;
      dev.sekisho.model.Mode second =
          auditFirst ? dev.sekisho.model.Mode.ENFORCE : dev.sekisho.model.Mode.AUDIT;
      EffectivePolicy policy =
          Clauses.revision(1).names(first, "wget").names(second, "wget", "nc").policy();
      assertThat(KernelForm.of(policy).blockRules())
          .filteredOn(rule -> rule instanceof Rule.Name name && name.name().equals("wget"))
          .singleElement()
          .satisfies(rule -> assertThat(rule.setting().mode()).isEqualTo(Mode.ENFORCE));
    }
  }

  /** What guard.bpf.c does with a form. */
  private static boolean stops(KernelForm form, Executable file) {
    return drifts(form, file) || listed(form, file);
  }

  private static boolean drifts(KernelForm form, Executable file) {
    if (form.drift().mode() != Mode.ENFORCE) return false;
    return switch (file.origin()) {
      case IMAGE, INJECTED, HOST -> false;
      case NAMELESS, MEMORY -> true;
      case WRITTEN, OTHER_FILE_SYSTEM, UNKNOWN ->
          form.allowRules().stream().noneMatch(rule -> allows(rule, file.path()));
    };
  }

  private static boolean allows(Rule rule, String path) {
    return switch (rule) {
      case Rule.FullPath full -> full.path().equals(path);
      case Rule.Below below -> path.startsWith(below.directory() + "/");
      case Rule.Name n -> false;
      case Rule.Applet a -> false;
      case Rule.ByIdentity i -> false;
      case Rule.ByDevice d -> false;
    };
  }

  private static boolean listed(KernelForm form, Executable file) {
    Set<String> called = file.calledAs();
    boolean multiCall = file.multiCall();
    return form.blockRules().stream()
        .filter(rule -> rule.setting().mode() == Mode.ENFORCE)
        .anyMatch(
            rule ->
                switch (rule) {
                  case Rule.Name name ->
                      (!multiCall && file.name().equals(name.name()))
                          || called.stream().anyMatch(c -> last(c).equals(name.name()));
                  case Rule.FullPath full ->
                      (!multiCall && file.path().equals(full.path()))
                          || called.contains(full.path());
                  case Rule.Applet applet ->
                      multiCall && called.stream().anyMatch(c -> last(c).equals(applet.name()));
                  case Rule.Below b -> false;
                  case Rule.ByIdentity i -> false;
                  case Rule.ByDevice d -> false;
                });
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private EffectivePolicy policy() {
    Clauses clauses = Clauses.revision(1);
    for (int i = random.nextInt(4); i > 0; i--) {
      dev.sekisho.model.Mode mode =
          random.nextBoolean() ? dev.sekisho.model.Mode.ENFORCE : dev.sekisho.model.Mode.AUDIT;
      switch (random.nextInt(3)) {
        case 0 -> clauses.drift(mode, some(PATTERNS));
        case 1 -> clauses.names(mode, atLeastOne(NAMES));
        default -> clauses.paths(mode, atLeastOne(PATHS));
      }
    }
    EffectivePolicy policy = clauses.policy();
    return new EffectivePolicy(
        1, policy.policies(), policy.clauses(), exceptions(), policy.unknownControls());
  }

  private List<PolicyException> exceptions() {
    if (random.nextInt(4) > 0) return List.of();
    boolean drift = random.nextBoolean();
    Optional<dev.sekisho.policy.PathPattern> element =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new dev.sekisho.policy.PathPattern(
                    drift ? one(PATTERNS) : one(List.of("nc", "wget"))));
    return List.of(
        new PolicyException(
            "e",
            drift ? "driftPrevention" : "executableBlocklist",
            element,
            Optional.empty(),
            "a",
            "r",
            Instant.MAX));
  }

  private Event.ProcessStarted fact() {
    Origin[] origins = Origin.values();
    Origin origin = origins[random.nextInt(origins.length)];
    // What has no name has no path either that an exception could cover: there the kernel is firm.
    String path =
        switch (origin) {
          case MEMORY -> "memfd:x";
          case NAMELESS -> "/gone";
          default -> one(PATHS);
        };
    boolean multiCall = path.equals("/bin/busybox");
    Set<String> called =
        switch (random.nextInt(3)) {
          case 0 -> new java.util.HashSet<>(List.of(path, last(path)));
          case 1 -> Set.of("/bin/" + one(NAMES));
          default -> Set.of(one(NAMES));
        };
    return new Event.ProcessStarted(
        Instant.EPOCH,
        new Actor(1, 0, 0, "", 0, "c", List.of()),
        new Executable(path, called, multiCall, origin, 1, 2),
        List.of(),
        false,
        Optional.empty());
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String[] some(List<String> of) {
    List<String> chosen = new ArrayList<>(of);
    chosen.removeIf(each -> random.nextInt(3) > 0);
    return chosen.toArray(String[]::new);
  }

  private String[] atLeastOne(List<String> of) {
    String[] chosen = some(of);
    return chosen.length > 0 ? chosen : new String[] {one(of)};
  }
}
