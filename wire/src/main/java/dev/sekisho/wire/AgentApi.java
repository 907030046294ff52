package dev.sekisho.wire;

import dev.sekisho.model.Assurance;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Host;
import dev.sekisho.model.Mechanism;
import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The messages between an enforcer and the manager, version 1: JSON over HTTPS below {@code
 * /agent/v1}.
 *
 * <p>{@code enrol} is the one call without a client certificate; the token stands for it. All
 * others are mutual TLS, and the certificate's subject names the host. {@code docs/wire.md} is the
 * contract in words.
 */
public final class AgentApi {
  public static final String ENROL = "/agent/v1/enrol";
  public static final String RENEW = "/agent/v1/renew";

  /**
   * {@code GET ?have=REVISION&wait=SECONDS}: 200 with a {@link SignedBundle}, or 304 when nothing
   * newer came in time.
   */
  public static final String POLICIES = "/agent/v1/policies";

  /** {@code POST} of a {@link DecisionBatch}: 200 with a {@link DecisionReceipt}. */
  public static final String DECISIONS = "/agent/v1/decisions";

  /** {@code POST} of a {@link HostReport}: 200 with a {@link HostReply}. */
  public static final String REPORT = "/agent/v1/report";

  private AgentApi() {}

  /**
   * Asks for an identity.
   *
   * @param token the one-use token, without the CA's hash that was its last part
   * @param certificateRequest PKCS #10 in PEM; the key was made on the host and stays there
   * @param host what the host knows of itself; its id is ignored
   * @param machineId contents of /etc/machine-id or another value that is stable on this machine,
   *     so that a duplicate identity is seen
   * @param version version of the enforcer
   */
  public record EnrolmentRequest(
      String token, String certificateRequest, Host host, String machineId, String version) {}

  /**
   * The identity given.
   *
   * @param host the host with the id, logical name, group and labels that the manager gave it
   * @param certificate the certificate chain in PEM, leaf first
   * @param certificateAuthority the CA's certificate in PEM
   * @param bundleKeys public keys that may sign bundles, by key id, each in PEM
   */
  public record Identity(
      Host host, String certificate, String certificateAuthority, Map<String, String> bundleKeys) {
    public Identity {
      bundleKeys = Map.copyOf(bundleKeys);
    }
  }

  /** Asks for a new certificate before the old one ends; by mutual TLS with the old one. */
  public record RenewalRequest(String certificateRequest) {}

  /**
   * A policy bundle as it is signed.
   *
   * @param keyId which key signed
   * @param payload JSON of a {@link Bundle}, as the bytes that were signed
   * @param signature Ed25519 over the payload
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes as they are on the wire; compared by nobody
  public record SignedBundle(String keyId, byte[] payload, byte[] signature) {}

  /**
   * All policies for one audience. It replaces the one before it whole.
   *
   * @param revision counted up by the manager; an enforcer refuses an older one than it holds
   * @param audience id of the host that it is for
   * @param issuedAt when it was made
   * @param documents policies and exceptions that are enabled
   */
  public record Bundle(long revision, String audience, Instant issuedAt, List<Document> documents) {
    public Bundle {
      documents = List.copyOf(documents);
    }
  }

  /**
   * One policy or exception in a bundle.
   *
   * @param name its name
   * @param revision revision of the document
   * @param yaml its text, as the user wrote it
   * @param activatedAt when it first became active: {@code enforceAfter} counts from here, and an
   *     edit does not move it
   */
  public record Document(String name, long revision, String yaml, Instant activatedAt) {}

  /** Decisions in the order of their sequence, all of one epoch, at most 5,000. */
  public record DecisionBatch(long epoch, List<Decision> decisions) {
    public DecisionBatch {
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * All decisions of the epoch up to and including this sequence are stored; the spool may forget
   * them.
   */
  public record DecisionReceipt(long epoch, long storedThrough) {}

  /**
   * What a host says of itself, every 10 seconds and at once when it changes.
   *
   * @param at the host's clock
   * @param startedAt when this enforcer started
   * @param version version of the enforcer
   * @param host the host's facts as they are now
   * @param revision revision of the bundle in force, 0 if none
   * @param controls controls that this enforcer knows, each with its version
   * @param mechanisms what the kernel and the engine offer
   * @param workloads what runs, protected or not
   * @param spool state of the spool
   * @param lost events lost before they reached the spool, by cause, since the guard was loaded
   * @param gaps what is not watched and why, in words that the catalogue knows
   */
  public record HostReport(
      Instant at,
      Instant startedAt,
      String version,
      Host host,
      long revision,
      Map<String, Integer> controls,
      List<Mechanism> mechanisms,
      List<WorkloadReport> workloads,
      SpoolState spool,
      Map<String, Long> lost,
      List<Gap> gaps) {
    public HostReport {
      controls = Map.copyOf(controls);
      mechanisms = List.copyOf(mechanisms);
      workloads = List.copyOf(workloads);
      lost = Map.copyOf(lost);
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * One workload of a host.
   *
   * @param workload its attributes
   * @param since when it started
   * @param policies names of the policies whose scope matches
   * @param assurances each known control and how surely it holds here
   * @param processes what runs in it, at most 500, oldest first
   * @param processesLeftOut how many more there are
   */
  public record WorkloadReport(
      Workload workload,
      Instant since,
      List<String> policies,
      List<Assurance> assurances,
      List<RunningProcess> processes,
      int processesLeftOut) {
    public WorkloadReport {
      policies = List.copyOf(policies);
      assurances = List.copyOf(assurances);
      processes = List.copyOf(processes);
    }
  }

  /**
   * A process that runs in a workload.
   *
   * @param pid in the host's pid namespace
   * @param parent its parent's pid
   * @param user name or number of its user
   * @param path its program, as seen inside
   * @param arguments its arguments, redacted
   * @param startedAt when it started
   */
  public record RunningProcess(
      int pid, int parent, String user, String path, List<String> arguments, Instant startedAt) {
    public RunningProcess {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * State of the spool.
   *
   * @param pending decisions not yet stored by the manager
   * @param dropped decisions dropped because the spool was full, since the epoch began
   * @param bytes bytes on disk
   * @param capacityBytes the bound
   */
  public record SpoolState(long pending, long dropped, long bytes, long capacityBytes) {}

  /**
   * The manager's answer to a report.
   *
   * @param revision newest revision for this host
   * @param host the host with the names, group and labels that the manager holds for it now
   * @param bundleKeys public keys that may sign bundles, by key id
   */
  public record HostReply(long revision, Host host, Map<String, String> bundleKeys) {
    public HostReply {
      bundleKeys = Map.copyOf(bundleKeys);
    }
  }
}
