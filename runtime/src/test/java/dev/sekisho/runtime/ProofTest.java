package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Phrase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProofTest {
  private static final GuardEvent.Match NOTHING =
      new GuardEvent.Match(GuardEvent.Reason.NONE, Mode.OFF, 0);

  private static GuardEvent.Match match(Mode mode) {
    return new GuardEvent.Match(GuardEvent.Reason.MEMORY_FILE, mode, 0);
  }

  private static Optional<GuardEvent.Execution> execution(
      GuardEvent.Match drift, GuardEvent.Match blocklist) {
    return Optional.of(
        new GuardEvent.Execution(
            new GuardEvent.Subject(1, 1, 1, 1, 7, 7, 1, 0, 0, 1, 1, "canary"),
            new FileIdentity(1, 1),
            "",
            "",
            List.of("wget"),
            false,
            false,
            false,
            false,
            false,
            drift,
            blocklist,
            NOTHING,
            0));
  }

  private static Proof proof(
      dev.sekisho.model.Mode drift,
      Mode blocklist,
      Canary.Outcome outcome,
      Optional<GuardEvent.Execution> event) {
    KernelForm form = KernelForm.of(Clauses.revision(1).drift(drift).policy());
    return Proof.of(1, form, blocklist, outcome, event);
  }

  private static Level level(Proof proof, String control) {
    return proof
        .refine(new Assurance(control, Level.CLAIMED, "bpf-exec", Optional.empty()))
        .level();
  }

  @Test
  void enforcementIsProvedOnlyWhenTheCanaryDiedAndTheKernelSaysWhy() {
    Canary.Outcome killed = new Canary.Outcome.Killed(9);
    Canary.Outcome ran = new Canary.Outcome.Ran();
    var enforce = dev.sekisho.model.Mode.ENFORCE;
    assertThat(
            level(
                proof(enforce, Mode.OFF, killed, execution(match(Mode.ENFORCE), NOTHING)),
                "driftPrevention"))
        .isEqualTo(Level.PROVED);
    for (Proof wrong :
        List.of(
            proof(enforce, Mode.OFF, ran, execution(match(Mode.ENFORCE), NOTHING)),
            proof(enforce, Mode.OFF, ran, Optional.empty()),
            proof(enforce, Mode.OFF, killed, Optional.empty()),
            proof(enforce, Mode.OFF, killed, execution(match(Mode.AUDIT), NOTHING)))) {
      assertThat(level(wrong, "driftPrevention")).isEqualTo(Level.FAILED);
      assertThat(wrong.failed()).isTrue();
    }
  }

  @Test
  void auditIsProvedByTheReportAlone() {
    var audit = dev.sekisho.model.Mode.AUDIT;
    Canary.Outcome ran = new Canary.Outcome.Ran();
    assertThat(
            level(
                proof(audit, Mode.OFF, ran, execution(match(Mode.AUDIT), NOTHING)),
                "driftPrevention"))
        .isEqualTo(Level.PROVED);
    assertThat(level(proof(audit, Mode.OFF, ran, execution(NOTHING, NOTHING)), "driftPrevention"))
        .isEqualTo(Level.FAILED);
  }

  @Test
  void eachControlIsProvedByItsOwnMatch() {
    Proof proof =
        proof(
            dev.sekisho.model.Mode.ENFORCE,
            Mode.ENFORCE,
            new Canary.Outcome.Killed(9),
            execution(match(Mode.ENFORCE), NOTHING));
    assertThat(level(proof, "driftPrevention")).isEqualTo(Level.PROVED);
    assertThat(level(proof, "executableBlocklist")).isEqualTo(Level.FAILED);
    assertThat(level(proof, "forensics")).isEqualTo(Level.PROVED);
    assertThat(level(proof, "forkGuard")).isEqualTo(Level.CLAIMED);
  }

  @Test
  void whatIsLessThanClaimedStaysWhatItIs() {
    Proof proof =
        proof(
            dev.sekisho.model.Mode.ENFORCE,
            Mode.OFF,
            new Canary.Outcome.Killed(9),
            execution(match(Mode.ENFORCE), NOTHING));
    Assurance copied =
        new Assurance(
            "driftPrevention", Level.DETECT_ONLY, "bpf-exec", Optional.of(Phrase.of("vfs")));
    assertThat(proof.refine(copied)).isEqualTo(copied);
    Assurance limited =
        new Assurance("driftPrevention", Level.CLAIMED, "bpf-exec", Optional.of(Phrase.of("half")));
    assertThat(proof.refine(limited))
        .isEqualTo(
            new Assurance(
                "driftPrevention", Level.PROVED, "bpf-exec", Optional.of(Phrase.of("half"))));
  }
}
