package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.List;
import java.util.Optional;

/**
 * Nothing runs that the image did not contain.
 *
 * <p>Join: each switch is on if any policy turns it on; a file passes only if every policy that has
 * the switch on allows it, so allowances intersect.
 *
 * @param executables programs, scripts with a shebang and scripts read by an interpreter
 * @param imageParameters the container's entrypoint, command, user, working directory, environment
 *     and volumes must be the image's
 * @param executableMappings files mapped as code after the start ({@code ld.so ./copy}, dlopen,
 *     LD_PRELOAD) and code changed in memory
 * @param allow paths inside the container that may hold new programs all the same. They never cover
 *     a file without a name or in memory.
 * @param allowParameters parameters that a deployment may change: {@code command}, {@code
 *     environment.LOG_LEVEL}, {@code volumes./data}, wildcards allowed; {@code environment} and
 *     {@code volumes} stand for all of theirs
 */
public record DriftPrevention(
    boolean executables,
    boolean imageParameters,
    boolean executableMappings,
    List<PathPattern> allow,
    List<PathPattern> allowParameters)
    implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "driftPrevention";

  public DriftPrevention {
    allow = List.copyOf(allow);
    allowParameters = List.copyOf(allowParameters);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return switch (event) {
      case Event.ProcessStarted e -> judge(executables, "executables", e.executable());
      case Event.ScriptRead e -> judge(executables, "executables", e.script());
      case Event.CodeMapped e -> judge(executableMappings, "executableMappings", e.file());
      case Event.MemoryChanged e -> judge(e);
      case Event.ProcessEnded e -> Optional.empty();
      case Event.ProcessLimitReached e -> Optional.empty();
      case Event.WorkloadLeft e -> Optional.empty();
      case Event.ContainerStarting e -> judge(e.configuration());
      case Event.ImageExamined e -> Optional.empty();
      case Event.ExecRequested e -> Optional.empty();
      case Event.Notice e -> Optional.empty();
    };
  }

  /** Whether {@code allow} covers the file. */
  public boolean allows(Executable file) {
    return switch (file.origin()) {
      case IMAGE, INJECTED, HOST -> true;
      case NAMELESS, MEMORY -> false;
      case WRITTEN, OTHER_FILE_SYSTEM, UNKNOWN ->
          allow.stream().anyMatch(pattern -> pattern.matches(file.path()));
    };
  }

  private Optional<Match> judge(boolean on, String part, Executable file) {
    if (!on || allows(file)) {
      return Optional.empty();
    }
    boolean named =
        switch (file.origin()) {
          case NAMELESS, MEMORY -> false;
          case IMAGE, INJECTED, HOST, WRITTEN, OTHER_FILE_SYSTEM, UNKNOWN -> true;
        };
    Phrase image = Phrase.of("pass.drift.image", file.path());
    return Optional.of(
        new Match(
            part,
            List.of(file.path()),
            Phrase.of("fact.drift." + kebab(file.origin()), file.path()),
            named ? List.of(Phrase.of("pass.drift.allow", file.path()), image) : List.of(image),
            Mode.ENFORCE));
  }

  private Optional<Match> judge(ContainerConfiguration configuration) {
    List<String> changes =
        configuration.changes().stream().filter(change -> !allowsChange(change)).toList();
    if (!imageParameters || (changes.isEmpty() && configuration.changesKnown())) {
      return Optional.empty();
    }
    if (changes.isEmpty()) {
      return Optional.of(
          new Match(
              "imageParameters",
              List.of(),
              Phrase.of("fact.drift.parameters-unknown"),
              List.of(),
              Mode.AUDIT));
    }
    String all = String.join(", ", changes);
    return Optional.of(
        new Match(
            "imageParameters",
            changes,
            Phrase.of("fact.drift.parameters", all),
            List.of(
                Phrase.of("pass.drift.parameters", all),
                Phrase.of("pass.drift.allow-parameters", all)),
            Mode.ENFORCE));
  }

  private boolean allowsChange(String change) {
    return allowParameters.stream()
        .anyMatch(
            pattern ->
                pattern.matches(change)
                    || (pattern.literal() && change.startsWith(pattern.text() + ".")));
  }

  private Optional<Match> judge(Event.MemoryChanged event) {
    if (!executableMappings) {
      return Optional.empty();
    }
    // JIT compilers make anonymous code all day: it is shown and never stopped.
    Mode ceiling =
        switch (event.way()) {
          case ANONYMOUS_CODE -> Mode.AUDIT;
          case PROC_MEM_WRITE, PROCESS_VM_WRITEV, PTRACE, IO_URING -> Mode.ENFORCE;
        };
    return Optional.of(
        new Match(
            "executableMappings",
            List.of(),
            Phrase.of(
                "fact.memory." + kebab(event.way()),
                event.actor().command(),
                String.valueOf(event.target())),
            List.of(Phrase.of("pass.drift.mappings-off")),
            ceiling));
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
