package dev.sekisho.manager.store;

import dev.sekisho.model.Mode;
import dev.sekisho.policy.Diagnostic;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyException;
import dev.sekisho.policy.PolicyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One document of a text, read.
 *
 * @param yaml the text of this document alone
 * @param parsed what it says, with the lines of the whole text
 */
record PolicyDraft(String yaml, Parsed parsed) {

  /**
   * Splits a text at its document markers and reads each; documents without content are left out.
   */
  static List<PolicyDraft> readAll(String fileName, String text) {
    List<PolicyDraft> drafts = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    int firstLine = 0;
    int line = 0;
    for (String each : text.split("\n", -1)) {
      if (isMarker(each)) {
        add(drafts, fileName, firstLine, current.toString());
        current.setLength(0);
        firstLine = line + 1;
      } else {
        current.append(each).append('\n');
      }
      line++;
    }
    add(drafts, fileName, firstLine, current.toString());
    return drafts;
  }

  private static boolean isMarker(String line) {
    return line.stripTrailing().equals("---") || line.startsWith("--- #");
  }

  private static void add(
      List<PolicyDraft> drafts, String fileName, int firstLine, String document) {
    boolean empty = document.lines().allMatch(l -> l.isBlank() || l.strip().startsWith("#"));
    if (!empty) {
      // Empty lines in front keep the line numbers of the whole text in the diagnostics.
      Parsed parsed = PolicyText.parse(fileName, "\n".repeat(firstLine) + document);
      drafts.add(new PolicyDraft(document.strip() + "\n", parsed));
    }
  }

  List<Diagnostic> diagnostics() {
    return parsed.diagnostics();
  }

  Optional<Policy> policy() {
    return parsed.policies().stream().findFirst();
  }

  Optional<PolicyException> exception() {
    return parsed.exceptions().stream().findFirst();
  }

  String name() {
    return policy().map(Policy::name).orElseGet(() -> exception().orElseThrow().name());
  }

  StoredPolicy.Kind kind() {
    return policy().isPresent() ? StoredPolicy.Kind.POLICY : StoredPolicy.Kind.EXCEPTION;
  }

  boolean enabled() {
    return policy().map(Policy::enabled).orElse(true);
  }

  Mode mode() {
    return policy().map(Policy::mode).orElse(Mode.NONE);
  }

  String description() {
    return policy().map(Policy::description).orElseGet(() -> exception().orElseThrow().reason());
  }
}
