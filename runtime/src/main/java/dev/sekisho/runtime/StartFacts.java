package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.container.ImageReference;
import dev.sekisho.container.Isolation;
import dev.sekisho.container.MountPoint;
import dev.sekisho.container.StartParameters;
import dev.sekisho.container.VolumeOptions;
import dev.sekisho.kernel.Mounts;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.ContainerConfiguration.Moment;
import dev.sekisho.model.ContainerConfiguration.Mount;
import dev.sekisho.model.ContainerConfiguration.Namespaces;
import dev.sekisho.model.ContainerConfiguration.Source;
import dev.sekisho.model.ContainerConfiguration.User;
import dev.sekisho.model.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes of what the engine says what policies judge: defaults filled in, users and paths resolved.
 *
 * @param engine what the engine says of itself, empty while it is away
 * @param listed paths of the host that policies name
 */
record StartFacts(Optional<EngineInfo> engine, Collection<String> listed) {
  private static final System.Logger LOG = System.getLogger(StartFacts.class.getName());

  private static final int LAST_LOW_PORT = 1024;

  /** What Docker, containerd and Podman give to containers that ask for nothing. */
  static final Set<String> DEFAULT_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  ContainerConfiguration of(ContainerFacts facts, Moment moment) {
    Isolation isolation = facts.isolation();
    SecurityOptions options =
        new SecurityOptions(isolation.securityOptions(), isolation.privileged());
    return new ContainerConfiguration(
        moment,
        isolation.privileged(),
        beyondDefault(isolation.addedCapabilities()),
        new Namespaces(
            isolation.networkMode().equals("host"),
            isolation.pidMode().equals("host"),
            isolation.ipcMode().equals("host"),
            isolation.utsMode().equals("host"),
            isolation.userMode().equals("host")),
        user(facts),
        lowPorts(facts.start().ports()),
        options.seccomp(),
        options.appArmor(),
        options.seLinux(),
        facts.start().systemPathsShown() || isolation.privileged(),
        options.noNewPrivileges(engineSays("name=no-new-privileges")),
        mounts(facts),
        facts.container().runtime(),
        source(facts),
        facts.start().changes().orElse(List.of()),
        facts.start().changes().isPresent());
  }

  private boolean engineSays(String option) {
    return engine.map(info -> info.securityOptions().contains(option)).orElse(false);
  }

  static Set<String> beyondDefault(Set<String> capabilities) {
    Set<String> beyond = new TreeSet<>(capabilities);
    beyond.removeAll(DEFAULT_CAPABILITIES);
    return beyond;
  }

  private User user(ContainerFacts facts) {
    String configured = facts.container().user();
    String name = configured.split(":", 2)[0];
    Map<Long, String> users = PasswordFile.users(facts.root()).names();
    Optional<Long> number =
        name.isEmpty()
            ? Optional.of(0L)
            : name.matches("\\d{1,10}")
                ? Optional.of(Long.parseLong(name))
                : users.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(name))
                    .map(Map.Entry::getKey)
                    .findFirst();
    boolean mapped = engineSays("name=userns") && !facts.isolation().userMode().equals("host");
    return new User(
        configured,
        number.map(n -> n == 0 ? User.Root.YES : User.Root.NO).orElse(User.Root.UNKNOWN),
        mapped ? "" : number.map(HostAccounts.read()::get).orElse(""));
  }

  private static List<String> lowPorts(List<StartParameters.Port> ports) {
    List<String> low = new ArrayList<>();
    for (StartParameters.Port port : ports) {
      int published = first(port.published());
      if (published > 0 && published <= LAST_LOW_PORT) {
        low.add(port.published() + ":" + port.number() + "/" + port.protocol());
      } else if (port.number() <= LAST_LOW_PORT) {
        low.add(port.number() + "/" + port.protocol());
      }
    }
    return low.stream().distinct().toList();
  }

  private static int first(String range) {
    String port = range.split("-", 2)[0];
    return port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
  }

  private List<Mount> mounts(ContainerFacts facts) {
    HostMounts host = hostMounts();
    Mounts inside = insideMounts(facts);
    List<Mount> mounts = new ArrayList<>();
    for (MountPoint mount : facts.mounts()) {
      mounts.add(
          new Mount(
              switch (mount.type()) {
                case BIND -> Mount.Kind.HOST_PATH;
                case VOLUME -> Mount.Kind.VOLUME;
                case TMPFS, OTHER -> Mount.Kind.OTHER;
              },
              mount.source(),
              mount.destination(),
              mount.writable(),
              List.copyOf(places(mount, host, inside))));
    }
    for (String device : facts.isolation().devices()) {
      mounts.add(
          new Mount(Mount.Kind.DEVICE, device, device, true, List.copyOf(host.places(device))));
    }
    return mounts;
  }

  HostMounts hostMounts() {
    return new HostMounts(mountTable(), listed);
  }

  private static Mounts mountTable() {
    try {
      return Mounts.ofSelf();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "the mounts of this host: " + e.getMessage());
      return new Mounts(List.of());
    }
  }

  private static Mounts insideMounts(ContainerFacts facts) {
    try {
      return facts.pid().isPresent() ? Mounts.of(facts.pid().getAsInt()) : new Mounts(List.of());
    } catch (IOException ended) {
      return new Mounts(List.of());
    }
  }

  private static Set<String> places(MountPoint mount, HostMounts host, Mounts inside) {
    Set<String> places = new LinkedHashSet<>();
    if (mount.type() == MountPoint.Type.TMPFS) return places;
    if (!mount.source().isEmpty()) places.addAll(host.places(mount.source()));
    // What the engine was asked for may have been exchanged before it was mounted.
    inside.mounts().stream()
        .filter(each -> each.mountPoint().equals(mount.destination()))
        .forEach(
            each ->
                host.ofFileSystem(each.device(), each.root())
                    .forEach(place -> places.addAll(host.places(place))));
    if (mount.type() == MountPoint.Type.VOLUME) {
      volumeSource(mount).ifPresent(source -> places.addAll(host.places(source)));
      // A volume of the engine's own is nothing of the host's.
      places.removeIf(place -> place.startsWith(parentOf(mount.source())));
    }
    return places;
  }

  private static String parentOf(String source) {
    String suffix = "/_data";
    return source.endsWith(suffix)
        ? source.substring(0, source.length() - suffix.length() + 1)
        : "\0";
  }

  private static Optional<String> volumeSource(MountPoint mount) {
    try {
      return VolumeOptions.of(mount)
          .map(VolumeOptions::device)
          .filter(device -> device.startsWith("/"));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "options of " + mount.source() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Source source(ContainerFacts facts) {
    Optional<Image> image = facts.image();
    if (image.isEmpty()) return new Source("", "", List.of(), false);
    Set<String> repositories = new LinkedHashSet<>();
    for (String digest : image.get().repositoryDigests()) {
      try {
        ImageReference reference = ImageReference.parse(digest);
        repositories.add(reference.registry() + "/" + reference.repository());
      } catch (IllegalArgumentException strange) {
        LOG.log(System.Logger.Level.DEBUG, strange.getMessage());
      }
    }
    return new Source(
        image.get().name(), image.get().id().toString(), List.copyOf(repositories), true);
  }
}
