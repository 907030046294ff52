package dev.sekisho.scan.misconfiguration;

import dev.sekisho.model.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is looked at. Its title and what to do about it are in {@code checks.properties}
 * under its id.
 *
 * @param <T> what it looks at
 * @param id group and name, such as {@code dockerfile.root-user}
 * @param references such as {@code CIS-Docker-4.1} and {@code NIST-SP-800-190-4.1.2}
 * @param look tells what is wrong, and what is not known
 */
record Check<T>(String id, Severity severity, List<String> references, Look<T> look) {
  Check {
    references = List.copyOf(references);
  }

  /** Looks at a subject and tells all that is wrong with it. */
  @FunctionalInterface
  interface Look<T> {
    void at(T subject, Teller teller);
  }

  /** Told what a check sees. */
  interface Teller {
    /**
     * It fails.
     *
     * @param line 0 if lines do not apply
     * @param seen what is there, for a person; never a secret
     */
    void fail(int line, String seen);

    /** It cannot be said: the value on that line is an expression. */
    void unknown(int line);
  }

  /**
   * A check with its references in short.
   *
   * @param references numbers of the CIS Docker Benchmark (sections 4 and 5) and of NIST SP 800-190
   *     (three parts), separated by spaces
   */
  static <T> Check<T> of(String id, Severity severity, String references, Look<T> look) {
    List<String> full = new ArrayList<>();
    for (String reference : references.split(" ", -1)) {
      if (!reference.isEmpty()) {
        boolean isNist = reference.chars().filter(c -> c == '.').count() == 2;
        full.add((isNist ? "NIST-SP-800-190-" : "CIS-Docker-") + reference);
      }
    }
    return new Check<>(id, severity, full, look);
  }
}
