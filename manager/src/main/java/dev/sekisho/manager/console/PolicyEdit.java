package dev.sekisho.manager.console;

import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Changes one line of a policy's text and leaves the rest, comments included, as its author wrote
 * it.
 */
final class PolicyEdit {
  private PolicyEdit() {}

  /** The text with another top-level {@code mode}; empty where that cannot be done by one line. */
  static Optional<String> withMode(String yaml, dev.sekisho.model.Mode mode) {
    String word = mode == dev.sekisho.model.Mode.ENFORCE ? "enforce" : "audit";
    return withKey(yaml, "mode", word, policy -> policy.mode() == mode);
  }

  /** The text enabled or disabled; empty where that cannot be done by one line. */
  static Optional<String> withEnabled(String yaml, boolean enabled) {
    return withKey(yaml, "enabled", "" + enabled, policy -> policy.enabled() == enabled);
  }

  private static Optional<String> withKey(
      String yaml, String key, String value, Predicate<Policy> holds) {
    List<String> lines = new ArrayList<>(yaml.lines().toList());
    int at = topLevel(lines, key);
    if (at >= 0) {
      int comment = lines.get(at).indexOf(" #");
      String rest = comment < 0 ? "" : lines.get(at).substring(comment);
      lines.set(at, key + ": " + value + rest);
    } else {
      int controls = topLevel(lines, "controls");
      if (controls < 0) {
        return Optional.empty();
      }
      lines.add(controls, key + ": " + value);
    }
    String changed = String.join("\n", lines) + "\n";
    // The text decides, not what was meant to be written: a key in a block scalar, for one, only
    // looks like a key.
    Parsed parsed = PolicyText.parse("policy.yaml", changed);
    return parsed.policies().size() == 1 && holds.test(parsed.policies().getFirst())
        ? Optional.of(changed)
        : Optional.empty();
  }

  private static int topLevel(List<String> lines, String key) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(key + ":")) {
        return i;
      }
    }
    return -1;
  }
}
