package dev.sekisho.kernel.probe;

import dev.sekisho.kernel.Cgroups;
import java.util.List;
import java.util.Set;

/**
 * What the running kernel offers, found by trying each mechanism once; whatever a probe makes is
 * gone afterwards.
 *
 * @param release as {@code uname -r}
 * @param capabilities held effectively by this process, in the kernel's spelling, e.g. {@code
 *     CAP_BPF}
 * @param answers one for each {@link Mechanism}, in its order
 */
@SuppressWarnings("DoNotCallSuggester") // until the methods are filled in
public record KernelProbe(
    String release, Cgroups.Mode cgroupMode, Set<String> capabilities, List<Answer> answers) {
  public KernelProbe {
    capabilities = Set.copyOf(capabilities);
    answers = List.copyOf(answers);
  }

  /**
   * What came of a probe.
   *
   * @param why how it was tried and what the kernel answered, e.g. {@code bpf(PROG_LOAD, lsm):
   *     Operation not permitted (EPERM, errno 1)}
   */
  public record Answer(Mechanism mechanism, boolean available, String why) {}

  /** The answer for one mechanism. */
  public Answer answer(Mechanism mechanism) {
    return answers.stream()
        .filter(answer -> answer.mechanism() == mechanism)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(mechanism + " was not probed"));
  }

  /**
   * Tries everything; takes well under a second. Without root most answers are "no", with the
   * reason.
   */
  public static KernelProbe run() {
    throw new UnsupportedOperationException("not probed yet");
  }
}
