package dev.sekisho.enforcer;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Messages;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the enforcer is started.
 *
 * @param data its own directory, such as {@code /var/lib/sekisho/enforcer}
 * @param manager the agents' address; empty for a stand-alone enforcer
 * @param tokenFile file of an enrolment token, used once
 * @param engineSocket the container engine's socket
 * @param pins directory in a bpffs below which kernel programs are pinned
 * @param policyFiles policies of a stand-alone enforcer
 * @param spoolBytes bound of the spool
 * @param keepGuards whether a stop leaves the pinned programs
 * @param proveEvery how often a canary proves in each container that guards hold; zero for never
 * @param gateChange whether to put the gate before the engine's runtime, or to take it away, and
 *     end
 * @param uninstall take everything away and end
 * @param hostRoot where the host's files are
 */
public record EnforcerOptions(
    Path data,
    Optional<URI> manager,
    Optional<Path> tokenFile,
    Path engineSocket,
    Path pins,
    List<Path> policyFiles,
    long spoolBytes,
    boolean keepGuards,
    Duration proveEvery,
    GateChange gateChange,
    boolean uninstall,
    HostRoot hostRoot) {
  /** What is to be done about the gate. */
  public enum GateChange {
    NONE,
    INSTALL,
    REMOVE
  }

  /** The gate's directory: beside the data, because it may have to outlive them. */
  Path gate() {
    return data.resolveSibling("gate");
  }

  private static final long SPOOL_BYTES = 256L << 20;
  private static final Duration PROVE_EVERY = Duration.ofMinutes(5);

  public EnforcerOptions {
    policyFiles = List.copyOf(policyFiles);
  }

  /**
   * Reads a command line.
   *
   * @throws ProblemException it cannot be understood
   */
  public static EnforcerOptions parse(List<String> arguments, Messages messages) {
    Reading reading = new Reading(messages);
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      switch (name) {
        case "--keep-guards" -> reading.keepGuards = true;
        case "--uninstall" -> reading.uninstall = true;
        case "--install-gate" -> reading.gateChange = GateChange.INSTALL;
        case "--remove-gate" -> reading.gateChange = GateChange.REMOVE;
        default -> {
          if (i + 1 == arguments.size()) throw reading.wrong("option-without-value", name);
          reading.take(name, arguments.get(++i));
        }
      }
    }
    return reading.options();
  }

  private static final class Reading {
    private final Messages messages;
    private Path data = Path.of("/var/lib/sekisho/enforcer");
    private Optional<URI> manager = Optional.empty();
    private Optional<Path> tokenFile = Optional.empty();
    private Path engineSocket = DockerEngine.DEFAULT_SOCKET;
    private Path pins = Path.of("/sys/fs/bpf/sekisho");
    private final List<Path> policyFiles = new ArrayList<>();
    private long spoolBytes = SPOOL_BYTES;
    private boolean keepGuards;
    private Duration proveEvery = PROVE_EVERY;
    private boolean uninstall;
    private GateChange gateChange = GateChange.NONE;
    private HostRoot hostRoot = HostRoot.SLASH;

    Reading(Messages messages) {
      this.messages = messages;
    }

    void take(String name, String value) {
      try {
        switch (name) {
          case "--data" -> data = Path.of(value).toAbsolutePath().normalize();
          case "--manager" -> manager = Optional.of(address(value));
          case "--token-file" -> tokenFile = Optional.of(Path.of(value));
          case "--engine" -> engineSocket = DockerEngine.socketOf(value);
          case "--bpffs" -> pins = Path.of(value).toAbsolutePath().normalize();
          case "--policy" -> policyFiles.add(Path.of(value));
          case "--spool-megabytes" ->
              spoolBytes = Math.clamp(Long.parseLong(value), 1L, 65_536L) << 20;
          case "--prove-every" -> proveEvery = duration(value);
          case "--host-root" -> hostRoot = new HostRoot(Path.of(value));
          default -> throw wrong("option-unknown", name);
        }
      } catch (IllegalArgumentException e) {
        throw wrong("option-value", name, value);
      }
    }

    /** As in ISO 8601, such as {@code PT5M}; {@code PT0S} for never. */
    private static Duration duration(String value) {
      try {
        Duration duration = Duration.parse(value);
        if (duration.isNegative()) throw new IllegalArgumentException(value);
        return duration;
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(value, e);
      }
    }

    private static URI address(String value) {
      URI address = URI.create(value);
      if (!"https".equals(address.getScheme()) || address.getHost() == null) {
        throw new IllegalArgumentException(value);
      }
      return address;
    }

    EnforcerOptions options() {
      boolean runs = !uninstall && gateChange == GateChange.NONE;
      if (runs && manager.isEmpty() && policyFiles.isEmpty()) {
        throw wrong("no-manager-no-policy");
      }
      if (manager.isPresent() && !policyFiles.isEmpty()) throw wrong("manager-and-policy");
      return new EnforcerOptions(
          data,
          manager,
          tokenFile,
          engineSocket,
          pins,
          policyFiles,
          spoolBytes,
          keepGuards,
          proveEvery,
          gateChange,
          uninstall,
          hostRoot);
    }

    ProblemException wrong(String id, String... values) {
      return new ProblemException(
          new Problem(
              id,
              messages.text("problem." + id + ".what", values),
              messages.text("problem." + id + ".fix", values)));
    }
  }
}
