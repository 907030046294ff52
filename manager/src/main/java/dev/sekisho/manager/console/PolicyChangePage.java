package dev.sekisho.manager.console;

import dev.sekisho.manager.store.PolicyRevision;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks before a change of a policy is made: its effect first.
 *
 * @param reader who reads
 * @param situation the workloads that it is about
 * @param stored the policy as it is
 */
record PolicyChangePage(Reader reader, Situation situation, StoredPolicy stored) {
  /** What can be done to a policy beside editing its text. */
  enum Kind {
    ENFORCE(false),
    AUDIT(true),
    DISABLE(true),
    ENABLE(false),
    DELETE(true),
    /** Save a text that lowers protection. */
    SAVE(true),
    /** Make an older revision the newest. */
    ROLLBACK(false);

    private final boolean weakens;

    Kind(boolean weakens) {
      this.weakens = weakens;
    }

    static Optional<Kind> of(String name) {
      for (Kind kind : values()) {
        if (kind.tag().equals(name)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }

    String tag() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The text after a change of one line; empty where that is not possible or not what it does. */
  Optional<String> text(Kind kind) {
    return switch (kind) {
      case ENFORCE -> PolicyEdit.withMode(stored.yaml(), Mode.ENFORCE);
      case AUDIT -> PolicyEdit.withMode(stored.yaml(), Mode.AUDIT);
      case DISABLE -> PolicyEdit.withEnabled(stored.yaml(), false);
      case ENABLE -> PolicyEdit.withEnabled(stored.yaml(), true);
      case DELETE, SAVE, ROLLBACK -> Optional.empty();
    };
  }

  ChangeView simple(Kind kind, String problem) {
    Optional<String> text = text(kind);
    boolean byHand = kind != Kind.DELETE && text.isEmpty();
    Optional<Markup> refused =
        kind == Kind.ENFORCE
            ? new PoliciesPage(reader, situation).refusal(stored)
            : Optional.empty();
    return view(
        kind,
        reader.say("change.title." + kind.tag(), stored.name()),
        "",
        effects(kind, text.orElse(stored.yaml())),
        text.map(t -> Difference.between(stored.yaml(), t)).orElse(List.of()),
        kind.weakens,
        byHand
            ? reader.say("policy.by-hand")
            : refused.isPresent() ? reader.say("refused.enforce") : "",
        problem);
  }

  /** A text that was typed and lowers protection. */
  ChangeView save(String yaml, List<String> weaker, String problem) {
    return view(
        Kind.SAVE,
        reader.say("change.title.save", stored.name()),
        yaml,
        weaker.stream().map(key -> reader.rich(key)).toList(),
        Difference.between(stored.yaml(), yaml),
        true,
        "",
        problem);
  }

  ChangeView rollback(PolicyRevision to, List<String> weaker, String problem) {
    List<Markup> effects = new ArrayList<>();
    weaker.forEach(key -> effects.add(reader.rich(key)));
    effects.addAll(effects(Kind.ROLLBACK, to.yaml()));
    ChangeView view =
        view(
            Kind.ROLLBACK,
            reader.say("change.title.rollback", stored.name(), to.revision()),
            "",
            effects,
            Difference.between(stored.yaml(), to.yaml()),
            !weaker.isEmpty(),
            "",
            problem);
    return view.to(view.action() + "&revision=" + to.revision());
  }

  private ChangeView view(
      Kind kind,
      String title,
      String yaml,
      List<Markup> effects,
      List<DifferenceLine> difference,
      boolean weakens,
      String refused,
      String problem) {
    String back = Address.policy(stored.name());
    boolean mayNot = weakens && !reader.may("WEAKEN");
    return new ChangeView(
        stored.name(),
        title,
        reader.rich("change.lede." + kind.tag()),
        back,
        back + "/change?to=" + kind.tag(),
        stored.revision(),
        yaml,
        effects,
        difference,
        weakens,
        mayNot ? reader.say("refused.weakens") : refused,
        problem,
        "change.button." + kind.tag());
  }

  private List<Markup> effects(Kind kind, String text) {
    List<Policy> policies = PolicyText.parseLeniently(stored.name(), text).policies();
    PolicyCheck check = new PoliciesPage(reader, situation).check(stored);
    List<Protection> matching = check.matching(policies);
    RecentCounts counts = new RecentCounts(situation.newest());
    List<Markup> effects = new ArrayList<>();
    effects.add(
        reader.rich(
            "effect.workloads",
            matching.size(),
            matching.stream().filter(p -> p.mode() == Mode.ENFORCE).count()));
    if (kind == Kind.ENFORCE) {
      effects.add(reader.rich("effect.would", counts.ofPolicy(stored.name(), Outcome.WOULD)));
      policies.stream()
          .flatMap(policy -> policy.controls().stream())
          .map(setting -> setting.control().name())
          .forEach(control -> effects.add(holds(matching, control)));
    } else {
      effects.add(reader.rich("effect.blocked", counts.ofPolicy(stored.name(), Outcome.BLOCKED)));
    }
    effects.add(reader.rich("effect.pushed"));
    return effects;
  }

  private Markup holds(List<Protection> matching, String control) {
    long holds =
        matching.stream()
            .map(p -> p.level(control))
            .filter(level -> level == Level.PROVED || level == Level.CLAIMED)
            .count();
    return reader.rich("effect.holds", reader.control(control), holds, matching.size());
  }
}
