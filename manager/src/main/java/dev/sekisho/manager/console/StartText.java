package dev.sekisho.manager.console;

import dev.sekisho.model.ContainerConfiguration;
import java.util.ArrayList;
import java.util.List;

/** What a container is started with, in one line of the engine's own words. */
final class StartText {
  private StartText() {}

  static String of(ContainerConfiguration configuration) {
    List<String> words = new ArrayList<>();
    flag(words, configuration.privileged(), "privileged");
    configuration.addedCapabilities().stream().sorted().forEach(c -> words.add("cap-add=" + c));
    ContainerConfiguration.Namespaces namespaces = configuration.namespaces();
    flag(words, namespaces.hostNetwork(), "network=host");
    flag(words, namespaces.hostPid(), "pid=host");
    flag(words, namespaces.hostIpc(), "ipc=host");
    flag(words, namespaces.hostUts(), "uts=host");
    flag(words, namespaces.hostUser(), "userns=host");
    profile(words, "seccomp", configuration.seccomp());
    profile(words, "apparmor", configuration.appArmor());
    profile(words, "label", configuration.seLinux());
    flag(words, configuration.systemPathsShown(), "systempaths=unconfined");
    flag(words, configuration.noNewPrivileges(), "no-new-privileges");
    configuration.mounts().forEach(mount -> words.add(mount.source() + ":" + mount.destination()));
    words.add("runtime=" + configuration.runtime());
    configuration.changes().forEach(change -> words.add("changed:" + change));
    return Inert.line(String.join(" ", words));
  }

  private static void flag(List<String> words, boolean on, String word) {
    if (on) {
      words.add(word);
    }
  }

  private static void profile(
      List<String> words, String kind, ContainerConfiguration.Profile profile) {
    flag(
        words,
        profile.state() != ContainerConfiguration.Profile.State.DEFAULT,
        kind
            + "="
            + Inert.middle(profile.digest().isEmpty() ? profile.name() : profile.digest(), 80));
  }
}
