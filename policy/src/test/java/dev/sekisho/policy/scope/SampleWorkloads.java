package dev.sekisho.policy.scope;

import dev.sekisho.model.Container;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Workloads for tests. */
public final class SampleWorkloads {
  private SampleWorkloads() {}

  /** A container of an image, with labels. */
  public static Workload of(String repository, Map<String, String> labels, Set<String> unknown) {
    return new Workload(
        "c1",
        new Host("h1", "alpha", "edge", "web", Map.of("zone", "a"), List.of("10.0.0.1"), "Debian"),
        Optional.of(
            new Container("c1", "shop", "docker", labels, Set.of("PATH", "TERM"), "", "runc")),
        Optional.of(
            new Image(
                repository + ":1",
                new Digest("sha256", "a".repeat(64)),
                List.of(),
                "docker.io",
                repository,
                "1",
                "amd64",
                "linux",
                labels,
                Set.of("PATH"))),
        Optional.empty(),
        Optional.empty(),
        unknown);
  }

  /** Any of many different workloads. */
  public static Workload random(Random random) {
    String[] repositories = {"shop/web", "shop/api", "library/alpine", "team/日本"};
    Map<String, String> labels =
        switch (random.nextInt(4)) {
          case 0 -> Map.of();
          case 1 -> Map.of("team", "a");
          case 2 -> Map.of("team", "b", "tier", "front");
          default -> Map.of("tier", "back");
        };
    Set<String> unknown =
        switch (random.nextInt(6)) {
          case 0 -> Set.of("kubernetes");
          case 1 -> Set.of("image");
          case 2 -> Set.of("container", "kubernetes");
          default -> Set.of();
        };
    Workload made = of(repositories[random.nextInt(repositories.length)], labels, unknown);
    Optional<Workload.Kubernetes> pod =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new Workload.Kubernetes(random.nextBoolean() ? "prod" : "test", "p", "", labels));
    return new Workload(
        made.id(), made.host(), made.container(), made.image(), pod, made.marathon(), unknown);
  }
}
