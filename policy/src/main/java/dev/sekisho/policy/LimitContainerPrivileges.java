package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Containers that take more of the host than they are given by default.
 *
 * <p>Join: each switch is on if any policy turns it on.
 *
 * @param refused what no container may have
 */
public record LimitContainerPrivileges(Set<Privilege> refused) implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "limitContainerPrivileges";

  /** What a container can take of its host, in the order of the documentation. */
  public enum Privilege {
    PRIVILEGED,
    ADDED_CAPABILITIES,
    HOST_NETWORK,
    HOST_PID,
    HOST_IPC,
    HOST_UTS,
    HOST_USER,
    ROOT_USER,
    LOW_PORTS,
    HOST_USER_CONTEXT;

    /** The key in the policy's text, such as {@code hostNetwork}. */
    public String key() {
      StringBuilder key = new StringBuilder();
      for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
        key.append(
            key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
      }
      return key.toString();
    }
  }

  public LimitContainerPrivileges {
    refused = Set.copyOf(refused);
    if (refused.isEmpty()) {
      throw new IllegalArgumentException("limitContainerPrivileges without a switch");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** One privilege that a fact has: the words for it, and whether that is certain. */
  private record Taken(Privilege privilege, List<String> elements, boolean certain) {
    Taken(Privilege privilege) {
      this(privilege, List.of(privilege.key()), true);
    }
  }

  @Override
  public Optional<Match> judge(Event event) {
    return switch (event) {
      case Event.ContainerStarting e -> judge(taken(e.configuration()));
      case Event.ImageExamined e -> Optional.empty();
      case Event.ExecRequested e -> judge(taken(e));
      case Event.ProcessStarted e -> Optional.empty();
      case Event.ProcessEnded e -> Optional.empty();
      case Event.CodeMapped e -> Optional.empty();
      case Event.ScriptRead e -> Optional.empty();
      case Event.MemoryChanged e -> Optional.empty();
      case Event.ProcessLimitReached e -> Optional.empty();
      case Event.WorkloadLeft e -> Optional.empty();
      case Event.Notice e -> Optional.empty();
    };
  }

  private static List<Taken> taken(ContainerConfiguration configuration) {
    List<Taken> taken = new ArrayList<>();
    if (configuration.privileged()) taken.add(new Taken(Privilege.PRIVILEGED));
    capabilities(taken, configuration.addedCapabilities());
    ContainerConfiguration.Namespaces host = configuration.namespaces();
    if (host.hostNetwork()) taken.add(new Taken(Privilege.HOST_NETWORK));
    if (host.hostPid()) taken.add(new Taken(Privilege.HOST_PID));
    if (host.hostIpc()) taken.add(new Taken(Privilege.HOST_IPC));
    if (host.hostUts()) taken.add(new Taken(Privilege.HOST_UTS));
    if (host.hostUser()) taken.add(new Taken(Privilege.HOST_USER));
    switch (configuration.user().root()) {
      case YES -> taken.add(new Taken(Privilege.ROOT_USER));
      case UNKNOWN ->
          taken.add(new Taken(Privilege.ROOT_USER, List.of(Privilege.ROOT_USER.key()), false));
      case NO -> {}
    }
    if (!configuration.lowPorts().isEmpty()) {
      taken.add(new Taken(Privilege.LOW_PORTS, configuration.lowPorts(), true));
    }
    if (!configuration.user().hostAccount().isEmpty()) {
      taken.add(
          new Taken(
              Privilege.HOST_USER_CONTEXT, List.of(configuration.user().hostAccount()), true));
    }
    return taken;
  }

  private static List<Taken> taken(Event.ExecRequested exec) {
    List<Taken> taken = new ArrayList<>();
    if (exec.privileged()) taken.add(new Taken(Privilege.PRIVILEGED));
    capabilities(taken, exec.addedCapabilities());
    if (exec.root()) taken.add(new Taken(Privilege.ROOT_USER));
    return taken;
  }

  private static void capabilities(List<Taken> taken, Set<String> added) {
    if (!added.isEmpty()) {
      taken.add(new Taken(Privilege.ADDED_CAPABILITIES, added.stream().sorted().toList(), true));
    }
  }

  private Optional<Match> judge(List<Taken> all) {
    List<Taken> here = all.stream().filter(each -> refused.contains(each.privilege())).toList();
    List<Taken> certain = here.stream().filter(Taken::certain).toList();
    if (here.isEmpty()) return Optional.empty();
    List<Taken> speak = certain.isEmpty() ? here : certain;
    EnumSet<Privilege> privileges = EnumSet.noneOf(Privilege.class);
    speak.forEach(each -> privileges.add(each.privilege()));
    return Optional.of(
        new Match(
            String.join(", ", privileges.stream().map(Privilege::key).toList()),
            speak.stream().flatMap(each -> each.elements().stream()).toList(),
            certain.isEmpty()
                ? Phrase.of("fact.privileges.user-unknown")
                : Phrase.of("fact.privileges", words(speak)),
            speak.stream()
                .map(
                    each ->
                        Phrase.of(
                            "pass.privileges." + each.privilege().key(),
                            String.join(", ", each.elements())))
                .toList(),
            certain.isEmpty() ? Mode.AUDIT : Mode.ENFORCE));
  }

  private static String words(List<Taken> taken) {
    return String.join(
        ", ",
        taken.stream()
            .map(
                each ->
                    each.elements().equals(List.of(each.privilege().key()))
                        ? each.privilege().key()
                        : each.privilege().key() + " (" + String.join(" ", each.elements()) + ")")
            .toList());
  }
}
