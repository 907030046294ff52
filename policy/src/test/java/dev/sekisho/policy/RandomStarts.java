package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.ContainerConfiguration.Mount;
import dev.sekisho.model.ContainerConfiguration.Namespaces;
import dev.sekisho.model.ContainerConfiguration.Profile;
import dev.sekisho.model.ContainerConfiguration.Source;
import dev.sekisho.model.ContainerConfiguration.User;
import dev.sekisho.model.Event;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes starts of containers and configurations of the controls that judge them. */
final class RandomStarts {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private final Random random;

  RandomStarts(Random random) {
    this.random = random;
  }

  ContainerConfiguration configuration() {
    return new ContainerConfiguration(
        any(ContainerConfiguration.Moment.values()),
        rarely(),
        rarely() ? Set.of("NET_ADMIN") : Set.of(),
        new Namespaces(rarely(), rarely(), rarely(), rarely(), rarely()),
        new User("app", any(User.Root.values()), rarely() ? "alice" : ""),
        rarely() ? List.of("80/tcp") : List.of(),
        profile("profile", DIGEST),
        profile("shop-web", ""),
        profile("type:shop_t", ""),
        rarely(),
        random.nextBoolean(),
        rarely() ? List.of(mount("/etc/shadow"), mount("/srv")) : List.of(mount("/")),
        any(List.of("runc", "crun")),
        new Source("shop/web", DIGEST, repositories(), random.nextInt(8) > 0),
        any(List.of(List.of(), List.of("command"), List.of("environment.A", "volumes./data/x"))),
        random.nextInt(8) > 0);
  }

  Event exec(Instant at) {
    return new Event.ExecRequested(
        at, rarely(), Set.of(), random.nextBoolean(), false, List.of("sh"));
  }

  private List<String> repositories() {
    return any(
        List.of(
            List.of(),
            List.of("docker.io/library/alpine"),
            List.of("registry.example/shop/web", "docker.io/shop/web")));
  }

  private Mount mount(String place) {
    return new Mount(
        Mount.Kind.HOST_PATH, place, "/data", true, rarely() ? List.of() : List.of(place));
  }

  private Profile profile(String name, String digest) {
    return switch (random.nextInt(4)) {
      case 0 -> Profile.unconfined();
      case 1 -> new Profile(Profile.State.CUSTOM, name, digest);
      default -> Profile.DEFAULT;
    };
  }

  /** The text of one control. */
  String control(String kind, String mode) {
    return switch (kind) {
      case AllowedRegistries.NAME ->
          "{registries: ["
              + any(List.of("docker.io", "registry.example/shop/*", "other.example"))
              + "], local: "
              + random.nextBoolean()
              + mode
              + "}";
      case AllowedRuntimes.NAME ->
          "{names: [" + any(List.of("runc", "crun", "runc, crun")) + "]" + mode + "}";
      case LimitContainerPrivileges.NAME ->
          "{"
              + Stream.concat(
                      Stream.of(any(LimitContainerPrivileges.Privilege.values())),
                      Arrays.stream(LimitContainerPrivileges.Privilege.values())
                          .filter(each -> rarely()))
                  .distinct()
                  .map(each -> each.key() + ": true")
                  .collect(Collectors.joining(", "))
              + mode
              + "}";
      case LimitNewPrivileges.NAME -> "{" + mode.replaceFirst(", ", "") + "}";
      case PreventOverrideDefaultConfiguration.NAME ->
          "{seccomp: "
              + random.nextBoolean()
              + ", systemPaths: true, registered: ["
              + any(List.of("", "\"" + DIGEST + "\"", "apparmor=shop-web", "label=type:shop_t"))
              + "]"
              + mode
              + "}";
      case VolumesBlocklist.NAME ->
          "{paths: ["
              + any(List.of("/etc", "/srv/data", "/var/run/docker.sock"))
              + "]"
              + mode
              + "}";
      default -> throw new AssertionError(kind);
    };
  }

  private boolean rarely() {
    return random.nextInt(4) == 0;
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> T any(T[] of) {
    return of[random.nextInt(of.length)];
  }
}
