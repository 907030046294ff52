package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.ContainerConfiguration.Profile;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Containers whose security profiles are not the engine's own. A profile of one's own is one too,
 * unless it is registered.
 *
 * <p>Join: each switch is on if any policy turns it on; a profile passes only if every policy that
 * has the switch on has registered it.
 *
 * @param seccomp the filter of system calls
 * @param seLinux the SELinux label
 * @param appArmor the AppArmor profile
 * @param systemPaths paths in /proc and /sys that engines hide
 * @param registered profiles that may be used: {@code sha256:…} of a seccomp profile's JSON without
 *     white space, or an option as it is written, such as {@code apparmor=shop-web}
 */
public record PreventOverrideDefaultConfiguration(
    boolean seccomp,
    boolean seLinux,
    boolean appArmor,
    boolean systemPaths,
    List<String> registered)
    implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "preventOverrideDefaultConfiguration";

  public PreventOverrideDefaultConfiguration {
    registered = List.copyOf(registered);
    if (!seccomp && !seLinux && !appArmor && !systemPaths) {
      throw new IllegalArgumentException("preventOverrideDefaultConfiguration without a switch");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return StartOnly.of(event).flatMap(this::judge);
  }

  private Optional<Match> judge(ContainerConfiguration configuration) {
    List<String> switches = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    List<Phrase> pass = new ArrayList<>();
    note(seccomp, "seccomp", "seccomp", configuration.seccomp(), switches, seen, pass);
    note(appArmor, "appArmor", "apparmor", configuration.appArmor(), switches, seen, pass);
    note(seLinux, "selinux", "label", configuration.seLinux(), switches, seen, pass);
    if (systemPaths && configuration.systemPathsShown()) {
      switches.add("systemPaths");
      seen.add("systempaths=unconfined");
      pass.add(Phrase.of("pass.override.default", "systempaths=unconfined"));
    }
    if (switches.isEmpty()) return Optional.empty();
    return Optional.of(
        new Match(
            String.join(", ", switches),
            seen,
            Phrase.of("fact.override", String.join(", ", seen)),
            pass,
            Mode.ENFORCE));
  }

  private void note(
      boolean on,
      String key,
      String option,
      Profile profile,
      List<String> switches,
      List<String> seen,
      List<Phrase> pass) {
    if (!on || profile.state() == Profile.State.DEFAULT) return;
    String written =
        option + "=" + (profile.digest().isEmpty() ? profile.name() : profile.digest());
    String entry = profile.digest().isEmpty() ? written : profile.digest();
    boolean custom = profile.state() == Profile.State.CUSTOM;
    if (custom && registered.contains(entry)) return;
    switches.add(key);
    seen.add(written);
    pass.add(Phrase.of("pass.override.default", written));
    if (custom) pass.add(Phrase.of("pass.override.register", entry));
  }
}
