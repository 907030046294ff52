package dev.sekisho.runtime;

import dev.sekisho.container.MountPoint;
import dev.sekisho.container.OciBundle;
import dev.sekisho.model.Container;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.ContainerConfiguration.Moment;
import dev.sekisho.model.ContainerConfiguration.Mount;
import dev.sekisho.model.ContainerConfiguration.Namespaces;
import dev.sekisho.model.ContainerConfiguration.Profile;
import dev.sekisho.model.ContainerConfiguration.Source;
import dev.sekisho.model.ContainerConfiguration.User;
import dev.sekisho.model.Host;
import dev.sekisho.model.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the document of an OCI runtime says of a start, alone or beside what the engine says. */
final class OciFacts {
  private static final Path APPARMOR = Path.of("/sys/kernel/security/apparmor");
  private static final Set<String> APPARMOR_DEFAULTS =
      Set.of("docker-default", "cri-containerd.apparmor.d", "crio-default");

  private OciFacts() {}

  /** The engine's word, and what the runtime is really told where that is more. */
  static ContainerConfiguration confirmed(ContainerConfiguration said, OciBundle bundle) {
    Set<String> capabilities = new TreeSet<>(said.addedCapabilities());
    boolean all = said.privileged() || capabilities.contains("ALL");
    if (!all) capabilities.addAll(StartFacts.beyondDefault(bundle.process().capabilities()));
    Namespaces namespaces = said.namespaces();
    return new ContainerConfiguration(
        said.moment(),
        said.privileged(),
        capabilities,
        new Namespaces(
            namespaces.hostNetwork() || !bundle.namespaces().contains("network"),
            namespaces.hostPid() || !bundle.namespaces().contains("pid"),
            namespaces.hostIpc() || !bundle.namespaces().contains("ipc"),
            namespaces.hostUts() || !bundle.namespaces().contains("uts"),
            namespaces.hostUser()),
        said.user(),
        said.lowPorts(),
        said.seccomp(),
        said.appArmor(),
        said.seLinux(),
        said.systemPathsShown(),
        bundle.process().noNewPrivileges(),
        said.mounts(),
        said.runtime(),
        said.image(),
        said.changes(),
        said.changesKnown());
  }

  /** Where no engine that we know has the container. */
  static ContainerConfiguration of(OciBundle bundle, StartFacts facts) {
    Set<String> namespaces = bundle.namespaces();
    long user = bundle.process().user();
    boolean mapped = namespaces.contains("user");
    return new ContainerConfiguration(
        Moment.STARTING,
        false,
        StartFacts.beyondDefault(bundle.process().capabilities()),
        new Namespaces(
            !namespaces.contains("network"),
            !namespaces.contains("pid"),
            !namespaces.contains("ipc"),
            !namespaces.contains("uts"),
            false),
        new User(
            Long.toString(user),
            user == 0 ? User.Root.YES : User.Root.NO,
            mapped ? "" : HostAccounts.read().getOrDefault(user, "")),
        List.of(),
        bundle.seccomp().isEmpty()
            ? Profile.unconfined()
            : new Profile(
                Profile.State.CUSTOM, "profile", SecurityOptions.digest(bundle.seccomp())),
        appArmor(bundle.process().appArmor()),
        Profile.DEFAULT,
        !bundle.maskedPaths().contains("/proc/kcore"),
        bundle.process().noNewPrivileges(),
        mounts(bundle, facts.hostMounts()),
        GateFiles.RUNTIME,
        new Source(
            bundle.annotations().getOrDefault("io.kubernetes.cri.image-name", ""),
            "",
            List.of(),
            false),
        List.of(),
        false);
  }

  private static Profile appArmor(String name) {
    if (APPARMOR_DEFAULTS.contains(name) || (name.isEmpty() && !Files.exists(APPARMOR))) {
      return Profile.DEFAULT;
    }
    return name.isEmpty() || name.equals("unconfined")
        ? Profile.unconfined()
        : new Profile(Profile.State.CUSTOM, name, "");
  }

  private static List<Mount> mounts(OciBundle bundle, HostMounts host) {
    List<Mount> mounts = new ArrayList<>();
    for (MountPoint mount : bundle.mounts()) {
      mounts.add(
          new Mount(
              Mount.Kind.HOST_PATH,
              mount.source(),
              mount.destination(),
              mount.writable(),
              List.copyOf(host.places(mount.source()))));
    }
    return mounts;
  }

  /** A container of an engine that is not asked: its runtime's document is all that is known. */
  static Workload workload(String id, OciBundle bundle, Host host) {
    Map<String, String> annotations = bundle.annotations();
    String namespace = annotations.getOrDefault("io.kubernetes.cri.sandbox-namespace", "");
    String pod = annotations.getOrDefault("io.kubernetes.cri.sandbox-name", "");
    return new Workload(
        id,
        host,
        Optional.of(
            new Container(
                id,
                annotations.getOrDefault("io.kubernetes.cri.container-name", id),
                "containerd",
                Map.of(),
                Set.of(),
                Long.toString(bundle.process().user()),
                GateFiles.RUNTIME)),
        Optional.empty(),
        pod.isEmpty()
            ? Optional.empty()
            : Optional.of(new Workload.Kubernetes(namespace, pod, "", Map.of())),
        Optional.empty(),
        Set.of("image", "kubernetes"));
  }
}
