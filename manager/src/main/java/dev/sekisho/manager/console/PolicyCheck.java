package dev.sekisho.manager.console;

import dev.sekisho.manager.console.CheckView.Change;
import dev.sekisho.manager.console.CheckView.Finding;
import dev.sekisho.manager.console.CheckView.Held;
import dev.sekisho.manager.console.CheckView.MatchRow;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.Diagnostic;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyText;
import dev.sekisho.policy.scope.Scope;
import dev.sekisho.policy.scope.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what a text would mean if it were saved.
 *
 * @param reader who reads
 * @param name names the text in diagnostics
 * @param before the text in force, empty for a new policy
 * @param situation the workloads that it may speak of
 */
record PolicyCheck(Reader reader, String name, String before, Situation situation) {
  private static final int MOST_MATCHES = 50;

  CheckView of(String yaml) {
    Parsed parsed = PolicyText.parse(name, yaml);
    List<Finding> findings = parsed.diagnostics().stream().map(this::finding).toList();
    boolean empty = parsed.policies().isEmpty() && parsed.exceptions().isEmpty();
    boolean refused = parsed.hasErrors() || empty;
    List<Protection> matching = refused ? List.of() : matching(parsed.policies());
    List<Change> changes = refused ? List.of() : changes(parsed);
    return new CheckView(
        refused ? "alarm" : findings.isEmpty() ? "held" : "warn",
        title(parsed, empty),
        refused,
        findings,
        changes,
        changes.stream().anyMatch(change -> change.kindKey().equals("check.weaker")),
        reader.say("check.matches", matching.size()),
        matching.stream().limit(MOST_MATCHES).map(p -> match(p, parsed.policies())).toList());
  }

  /** Workloads that policies speak of, the weakest first; unknown counts as spoken of. */
  List<Protection> matching(List<Policy> policies) {
    return situation.protections().stream()
        .filter(p -> policies.stream().anyMatch(policy -> speaksOf(policy, p.workload())))
        .toList();
  }

  static boolean speaksOf(Policy policy, Workload workload) {
    boolean inScope = policy.scope().map(s -> s.test(workload) != Truth.FALSE).orElse(true);
    boolean excepted = policy.except().map(s -> s.test(workload) == Truth.TRUE).orElse(false);
    return inScope && !excepted;
  }

  private String title(Parsed parsed, boolean empty) {
    long errors =
        parsed.diagnostics().stream()
            .filter(d -> d.severity() == Diagnostic.Severity.ERROR)
            .count();
    if (errors > 0) {
      return reader.say("check.errors", errors);
    }
    if (empty) {
      return reader.say("check.empty");
    }
    return parsed.diagnostics().isEmpty()
        ? reader.say("check.valid")
        : reader.say("check.warnings", parsed.diagnostics().size());
  }

  private Finding finding(Diagnostic diagnostic) {
    Messages messages = Messages.of(Policy.class, reader.language().locale());
    return new Finding(
        diagnostic.severity() == Diagnostic.Severity.ERROR ? "alarm" : "warn",
        reader.say("check.place", diagnostic.line(), diagnostic.column()),
        Inert.line(messages.text("problem." + diagnostic.id() + ".what", diagnostic.values())),
        Inert.line(messages.text("problem." + diagnostic.id() + ".fix", diagnostic.values())));
  }

  private List<Change> changes(Parsed parsed) {
    List<Policy> old = PolicyText.parseLeniently(name, before).policies();
    if (old.size() != 1 || parsed.policies().size() != 1) {
      return List.of();
    }
    Policy was = old.getFirst();
    Policy is = parsed.policies().getFirst();
    List<Change> changes = new ArrayList<>();
    if (was.enabled() != is.enabled()) {
      changes.add(change(is.enabled(), is.enabled() ? "check.enabled" : "check.disabled"));
    }
    if (!same(was.scope(), is.scope()) || !same(was.except(), is.except())) {
      scope(was, is, changes);
    }
    if (was.failMode() != is.failMode()) {
      changes.add(
          change(
              is.failMode().compareTo(was.failMode()) > 0,
              "check.fail-mode",
              is.failMode().name().toLowerCase(java.util.Locale.ROOT)));
    }
    Stream.concat(was.controls().stream(), is.controls().stream())
        .map(setting -> setting.control().name())
        .distinct()
        .sorted(Protection.byOrder())
        .forEach(control -> control(was, is, control, changes));
    return changes;
  }

  private void scope(Policy was, Policy is, List<Change> changes) {
    List<Workload> all = situation.protections().stream().map(Protection::workload).toList();
    long gained = all.stream().filter(w -> speaksOf(is, w) && !speaksOf(was, w)).count();
    long left = all.stream().filter(w -> !speaksOf(is, w) && speaksOf(was, w)).count();
    if (left > 0) {
      changes.add(change(false, "check.scope-left", left));
    }
    if (gained > 0) {
      changes.add(change(true, "check.scope-gained", gained));
    }
    if (left == 0 && gained == 0) {
      changes.add(new Change("soft", "check.different", reader.rich("check.scope-same")));
    }
  }

  private void control(Policy was, Policy is, String control, List<Change> changes) {
    Optional<Policy.Setting> old = setting(was, control);
    Optional<Policy.Setting> now = setting(is, control);
    String label = reader.control(control);
    if (old.isEmpty() || now.isEmpty()) {
      changes.add(
          change(
              old.isEmpty(),
              old.isEmpty() ? "check.control-added" : "check.control-removed",
              label));
      return;
    }
    Mode oldMode = old.get().mode().orElse(was.mode());
    Mode newMode = now.get().mode().orElse(is.mode());
    if (oldMode != newMode) {
      changes.add(
          change(
              newMode.compareTo(oldMode) > 0,
              "check.control-mode",
              label,
              reader.mode(oldMode),
              reader.mode(newMode)));
    }
    if (!old.get().control().equals(now.get().control())) {
      changes.add(
          new Change(
              "soft",
              "check.different",
              reader.rich(
                  "check.control-changed",
                  label,
                  ControlText.of(old.get().control()),
                  ControlText.of(now.get().control()))));
    }
  }

  private Change change(boolean stricter, String key, Object... values) {
    return new Change(
        stricter ? "held" : "alarm",
        stricter ? "check.stricter" : "check.weaker",
        reader.rich(key, values));
  }

  private MatchRow match(Protection protection, List<Policy> policies) {
    List<String> controls =
        policies.stream()
            .filter(policy -> speaksOf(policy, protection.workload()))
            .flatMap(policy -> policy.controls().stream())
            .map(setting -> setting.control().name())
            .distinct()
            .sorted(Protection.byOrder())
            .toList();
    return new MatchRow(
        protection.workload().name(),
        protection.state().hostName(),
        Address.workload(protection.workload()),
        controls.stream().map(control -> held(protection, control)).toList());
  }

  private Held held(Protection protection, String control) {
    Optional<Assurance> assurance = protection.assurance(control);
    Level level = assurance.map(Assurance::level).orElse(Level.OFF);
    String text = reader.control(control);
    if (level == Level.OFF) {
      text = reader.say("check.not-yet", text);
    }
    return new Held(level, text);
  }

  private static Optional<Policy.Setting> setting(Policy policy, String control) {
    return policy.controls().stream()
        .filter(setting -> setting.control().name().equals(control))
        .findFirst();
  }

  private static boolean same(Optional<Scope> one, Optional<Scope> other) {
    return one.map(Scope::text).equals(other.map(Scope::text));
  }
}
