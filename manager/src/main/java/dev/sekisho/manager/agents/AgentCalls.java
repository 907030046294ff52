package dev.sekisho.manager.agents;

import dev.sekisho.manager.identity.BundleSigner;
import dev.sekisho.manager.identity.Bundles;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.identity.IdentityRefused;
import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.ProblemFound;
import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.EventIntake;
import dev.sekisho.manager.store.KnownHost;
import dev.sekisho.wire.AgentApi.DecisionBatch;
import dev.sekisho.wire.AgentApi.DecisionReceipt;
import dev.sekisho.wire.AgentApi.EnrolmentRequest;
import dev.sekisho.wire.AgentApi.HostReply;
import dev.sekisho.wire.AgentApi.HostReport;
import dev.sekisho.wire.AgentApi.Identity;
import dev.sekisho.wire.AgentApi.RenewalRequest;
import dev.sekisho.wire.AgentApi.SignedBundle;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the manager does for each call of the agent API. Calls block; one thread each. */
public final class AgentCalls {
  private static final int MOST_DECISIONS = 5000;
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(15);

  private final HostIdentities identities;
  private final HostReports reports;
  private final EventIntake intake;
  private final Bundles bundles;
  private final BundleRevision revision;
  private final BundleSigner signer;
  private final PolicyWait wait;

  public AgentCalls(
      HostIdentities identities,
      HostReports reports,
      EventIntake intake,
      Bundles bundles,
      BundleRevision revision,
      BundleSigner signer,
      PolicyWait wait) {
    this.identities = identities;
    this.reports = reports;
    this.intake = intake;
    this.bundles = bundles;
    this.revision = revision;
    this.signer = signer;
    this.wait = wait;
  }

  Identity enrol(byte[] body, String address) {
    return identities.enrol(read(body, EnrolmentRequest.class), address);
  }

  Identity renew(Optional<X509Certificate> certificate, byte[] body) {
    return identities.renew(
        present(certificate), read(body, RenewalRequest.class).certificateRequest());
  }

  KnownHost authenticate(Optional<X509Certificate> certificate) {
    return identities.authenticate(present(certificate));
  }

  private static X509Certificate present(Optional<X509Certificate> certificate) {
    return certificate.orElseThrow(
        () -> new IdentityRefused(IdentityRefused.Reason.CERTIFICATE_MISSING));
  }

  /** Waits for a bundle above a revision; empty if none comes in time. */
  Optional<SignedBundle> policies(
      Optional<X509Certificate> certificate, long have, long waitSeconds)
      throws InterruptedException {
    long deadline = System.nanoTime() + PolicyWait.bounded(waitSeconds).toNanos();
    while (true) {
      long seen = wait.changes();
      // Asked again after each wait: a host that was revoked meanwhile gets no bundle.
      KnownHost host = authenticate(certificate);
      long current = revision.current();
      if (current > have || (current < have && revision.leapPast(have))) {
        return Optional.of(bundles.forHost(host.id()));
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      wait.await(seen, Duration.ofNanos(left));
    }
  }

  DecisionReceipt decisions(KnownHost host, byte[] body) throws InterruptedException {
    DecisionBatch batch = read(body, DecisionBatch.class);
    if (batch.decisions().size() > MOST_DECISIONS) {
      throw new IllegalArgumentException(
          batch.decisions().size() + " decisions: expected at most " + MOST_DECISIONS);
    }
    try {
      long through =
          intake
              .submit(host, batch.epoch(), batch.decisions())
              .get(STORE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new DecisionReceipt(batch.epoch(), through);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new ProblemFound(HttpProblem.of(503, "intake-full"));
    }
  }

  HostReply report(KnownHost host, byte[] body) {
    HostReport report = read(body, HostReport.class);
    reports.store(host, report);
    long current = revision.current();
    if (report.revision() > current && revision.leapPast(report.revision())) {
      current = revision.current();
    }
    return new HostReply(current, host.host(report.host()), signer.publicKeys());
  }

  private static <T> T read(byte[] body, Class<T> type) {
    try {
      return Json.read(body, type);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
