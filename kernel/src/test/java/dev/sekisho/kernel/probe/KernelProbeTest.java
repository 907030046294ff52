package dev.sekisho.kernel.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KernelProbeTest {
  @Test
  void everyMechanismIsAnsweredWithAReason() throws IOException {
    KernelProbe probe = KernelProbe.run();
    assertThat(probe.answers())
        .extracting(KernelProbe.Answer::mechanism)
        .containsExactly(Mechanism.values());
    assertThat(probe.answers()).allSatisfy(answer -> assertThat(answer.why()).isNotBlank());
    probe.answers().forEach(System.out::println);
  }

  @Test
  @Tag("root")
  void whatTheGuardUsesIsThereWhereTheGuardRuns() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: needs root");
    KernelProbe probe = KernelProbe.run();
    for (Mechanism needed :
        List.of(
            Mechanism.BTF,
            Mechanism.BPF_TRACEPOINT,
            Mechanism.BPF_TASK_STORAGE,
            Mechanism.BPF_RING_BUFFER,
            Mechanism.BPFFS,
            Mechanism.FANOTIFY_EXEC_PERMISSION)) {
      assertThat(probe.answer(needed).available()).as(probe.answer(needed).why()).isTrue();
    }
    assertThat(probe.capabilities()).contains("CAP_SYS_ADMIN", "CAP_BPF");
  }

  @Test
  void capabilitiesAreReadByTheirBits() {
    assertThat(KernelProbe.effectiveCapabilities(List.of("Name:\tx", "CapEff:\t0000000000200001")))
        .containsExactly("CAP_CHOWN", "CAP_SYS_ADMIN");
  }
}
