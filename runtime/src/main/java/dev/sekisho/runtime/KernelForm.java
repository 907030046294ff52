package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.ForkLimits;
import dev.sekisho.kernel.guard.GuardConfiguration;
import dev.sekisho.kernel.guard.Limit;
import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.kernel.guard.Rule;
import dev.sekisho.kernel.guard.Setting;
import dev.sekisho.policy.EffectivePolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an effective policy comes to in the kernel: the form in which it goes on holding when this
 * process is dead.
 *
 * <p>Clauses are the truth and {@link EffectivePolicy#decide} explains every decision; this form
 * only stops what they would stop. It therefore compiles what {@code ENFORCE} comes to exactly, and
 * lets the kernel note the rest for the explanation.
 *
 * @param revision of the policies
 * @param drift executions of what the image did not contain
 * @param mappings code mapped from such files
 * @param memoryWrites memory of processes written from outside
 * @param forks limits of processes
 * @param blockRules entries of the blocklists
 * @param allowRules files that drift prevention lets pass
 * @param reportExits whether ends of processes are wanted
 */
public record KernelForm(
    long revision,
    Setting drift,
    Setting mappings,
    Setting memoryWrites,
    ForkLimits forks,
    List<Rule> blockRules,
    List<Rule> allowRules,
    boolean reportExits) {
  public KernelForm {
    blockRules = List.copyOf(blockRules);
    allowRules = List.copyOf(allowRules);
  }

  /** Compiles a policy with all guards. */
  public static KernelForm of(EffectivePolicy policy) {
    Draft draft = new Draft();
    for (Guard guard : Guard.ALL) guard.compile(policy, draft);
    return new KernelForm(
        policy.revision(),
        draft.drift,
        draft.mappings,
        draft.memoryWrites,
        new ForkLimits(
            draft.belowAudit, draft.belowEnforce, draft.containerAudit, draft.containerEnforce),
        firmestEach(draft.blockRules),
        List.copyOf(draft.allowRules),
        draft.reportExits);
  }

  /** The configuration for the kernel, pointing to the two rule sets. */
  GuardConfiguration configuration() {
    return new GuardConfiguration(
        revision,
        drift,
        firmest(blockRules),
        // What a container executes on the host is never of its image.
        drift.mode() == Mode.OFF ? new Setting(Mode.AUDIT, 0) : drift,
        mappings,
        memoryWrites,
        forks,
        setOf(blockRules),
        setOf(allowRules),
        reportExits);
  }

  /** Each rule carries its own mode; the set's is the ceiling, and holds for what is unreadable. */
  private static Setting firmest(List<Rule> rules) {
    return rules.stream()
        .map(Rule::setting)
        .max(Comparator.comparing(Setting::mode))
        .orElse(Setting.OFF);
  }

  /**
   * The id of a rule set: equal content has the same id in every process and for every container,
   * so that containers share sets and a new process finds those of the old one. 0 for none.
   */
  static long setOf(Collection<Rule> rules) {
    if (rules.isEmpty()) return 0;
    String text =
        String.join(
            "\n", rules.stream().map(Rule::toString).sorted(Comparator.naturalOrder()).toList());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      long id = 0;
      for (int i = 0; i < Long.BYTES; i++) id = id << 8 | (digest[i] & 0xff);
      return id == 0 ? 1 : id;
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * One rule a key: the kernel's map has room for no more, so of the rules of several clauses for
   * one name the firmest is kept, as the policy's maximum would have it.
   */
  private static List<Rule> firmestEach(Collection<Rule> rules) {
    Map<Rule, Rule> firmest = new LinkedHashMap<>();
    for (Rule rule : rules) {
      firmest.merge(
          withoutSetting(rule),
          rule,
          (held, other) ->
              other.setting().mode().compareTo(held.setting().mode()) > 0 ? other : held);
    }
    return List.copyOf(firmest.values());
  }

  private static Rule withoutSetting(Rule rule) {
    return switch (rule) {
      case Rule.Name name -> new Rule.Name(name.name(), Setting.OFF);
      case Rule.FullPath path -> new Rule.FullPath(path.path(), Setting.OFF);
      case Rule.Below below -> new Rule.Below(below.directory(), Setting.OFF);
      case Rule.Applet applet -> new Rule.Applet(applet.name(), Setting.OFF);
      case Rule.ByIdentity file -> new Rule.ByIdentity(file.file(), Setting.OFF);
      case Rule.ByDevice device -> new Rule.ByDevice(device.device(), Setting.OFF);
    };
  }

  /** Collects what the guards ask for. */
  static final class Draft {
    private Setting drift = Setting.OFF;
    private Setting mappings = Setting.OFF;
    private Setting memoryWrites = Setting.OFF;
    private Limit belowAudit = Limit.NONE;
    private Limit belowEnforce = Limit.NONE;
    private Limit containerAudit = Limit.NONE;
    private Limit containerEnforce = Limit.NONE;
    private final Set<Rule> blockRules = new LinkedHashSet<>();
    private final Set<Rule> allowRules = new LinkedHashSet<>();
    private boolean reportExits;

    void drift(Setting setting) {
      drift = setting;
    }

    void mappings(Setting setting) {
      mappings = setting;
    }

    void memoryWrites(Setting setting) {
      memoryWrites = setting;
    }

    void below(dev.sekisho.model.Mode mode, Limit limit) {
      if (mode == dev.sekisho.model.Mode.ENFORCE) belowEnforce = smaller(belowEnforce, limit);
      else belowAudit = smaller(belowAudit, limit);
    }

    void container(dev.sekisho.model.Mode mode, Limit limit) {
      if (mode == dev.sekisho.model.Mode.ENFORCE)
        containerEnforce = smaller(containerEnforce, limit);
      else containerAudit = smaller(containerAudit, limit);
    }

    void block(Rule rule) {
      blockRules.add(rule);
    }

    void allow(Rule rule) {
      allowRules.add(rule);
    }

    void reportExits() {
      reportExits = true;
    }

    private static Limit smaller(Limit held, Limit other) {
      return held.processes() == 0 || other.processes() < held.processes() ? other : held;
    }
  }
}
