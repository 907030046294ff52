package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.Rule;
import dev.sekisho.kernel.guard.Setting;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.PathPattern;
import java.util.Optional;

/**
 * Holds {@link ExecutableBlocklist}. fanotify refuses a file whose own path is listed with EPERM;
 * BPF kills what is called by a listed name: through a symbolic link, by {@code argv[0]}, as an
 * applet of a multi-call binary.
 */
final class ExecutableBlocklistGuard implements Guard {
  @Override
  public Class<ExecutableBlocklist> control() {
    return ExecutableBlocklist.class;
  }

  @Override
  public String name() {
    return ExecutableBlocklist.NAME;
  }

  @Override
  public void compile(EffectivePolicy policy, KernelForm.Draft draft) {
    for (Clause clause : policy.clausesOf(ExecutableBlocklist.class)) {
      ExecutableBlocklist list = (ExecutableBlocklist) clause.control();
      for (PathPattern name : list.names()) {
        if (name.literal() && name.text().indexOf('/') < 0) {
          draft.block(new Rule.Name(name.text(), setting(policy, clause, name.text())));
        }
      }
      for (PathPattern path : list.paths()) {
        if (path.literal() && path.text().length() > 1 && !path.text().endsWith("/")) {
          draft.block(new Rule.FullPath(path.text(), setting(policy, clause, path.text())));
          // The file of an applet is the same under every path, so there the name decides.
          // An exception for the path is one for the applet: what a clause lets pass is not killed.
          Setting applet = setting(policy, clause, path.name());
          Setting whole = setting(policy, clause, path.text());
          draft.block(
              new Rule.Applet(
                  path.name(), whole.mode().compareTo(applet.mode()) < 0 ? whole : applet));
        }
      }
    }
  }

  private static Setting setting(EffectivePolicy policy, Clause clause, String element) {
    return new Setting(Lowering.kernel(Lowering.mode(policy, clause, element)), clause.id());
  }

  @Override
  public Assurance assurance(EffectivePolicy policy, Footing footing) {
    if (policy.clausesOf(ExecutableBlocklist.class).isEmpty()) {
      return new Assurance(name(), Level.OFF, "", Optional.empty());
    }
    if (footing.bpfHere() && footing.fanotify()) {
      return new Assurance(
          name(),
          Level.CLAIMED,
          Mechanisms.FANOTIFY + " + " + Mechanisms.BPF_EXEC,
          Optional.empty());
    }
    if (footing.bpfHere()) {
      return new Assurance(name(), Level.CLAIMED, Mechanisms.BPF_EXEC, Optional.empty());
    }
    if (footing.fanotify()) {
      return new Assurance(
          name(),
          Level.CLAIMED,
          Mechanisms.FANOTIFY,
          Optional.of(Phrase.of("assurance.blocklist.names-missing", footing.bpfMissing())));
    }
    return new Assurance(
        name(),
        Level.NOT_POSSIBLE,
        "",
        Optional.of(Phrase.of("assurance.no-mechanism", footing.bpfMissing())));
  }
}
