package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Purl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Lays the inventories of layers over one another. */
public final class LayerStack {
  private final List<LayerInventory> layers;
  private final List<Set<String>> removed = new ArrayList<>();
  private final List<Set<String>> opaque = new ArrayList<>();
  private final Map<String, Origin> origins = new HashMap<>();
  private final Map<String, Component> deleted = new LinkedHashMap<>();
  private final boolean layered;

  /** Where a component came from, and which layer hides that file. */
  private record Origin(int layer, int hiddenBy) {}

  private LayerStack(List<LayerInventory> layers, boolean layered) {
    this.layers = layers;
    this.layered = layered;
    for (LayerInventory layer : layers) {
      removed.add(new HashSet<>(layer.removed()));
      opaque.add(new HashSet<>(layer.opaque()));
    }
  }

  /** The layers of an image, the lowest first. */
  public static ImageInventory image(List<LayerInventory> layers) {
    return new LayerStack(List.copyOf(layers), true).merge();
  }

  /** A directory, which has no layers. */
  public static ImageInventory directory(LayerInventory whole) {
    return new LayerStack(List.of(whole), false).merge();
  }

  private ImageInventory merge() {
    Optional<OperatingSystem> system = operatingSystem();
    PathHashes owned = owned();
    Map<String, List<Component>> kept = new TreeMap<>();
    Map<String, List<Component>> suppressed = new TreeMap<>();
    Map<String, Map<String, Integer>> brought = databases();
    Set<String> complete = completeGoModules();
    Map<String, List<String>> licences = licences();
    for (int number = 0; number < layers.size(); number++) {
      for (Component found : layers.get(number).components()) {
        String file = file(found);
        if (superseded(found, file, complete)) {
          continue;
        }
        OptionalInt gone = deletedIn(file, number);
        Map<String, Integer> database = brought.get(file);
        int layer =
            database == null
                ? origin(found, number, gone)
                : database.getOrDefault(found.purl().toString(), number);
        Component component = place(found, layer, gone, system, licences);
        if (gone.isPresent()) {
          // The later state of a package database stands for the earlier one.
          if (database == null) {
            deleted.put(key(found), component);
          }
        } else if (!isDistribution(found) && owned.contains(PathHash.owned(file))) {
          add(suppressed, component);
        } else {
          add(kept, component);
        }
      }
    }
    List<Component> components = joined(kept);
    Map<String, List<Component>> lost = new TreeMap<>();
    deleted.values().forEach(component -> add(lost, component));
    return new ImageInventory(
        system,
        components,
        joined(suppressed),
        joined(lost),
        findings(),
        gaps(system, components, owned));
  }

  /**
   * The layer that brought a component: the lowest from which on each layer that replaces the file
   * has the same in it, as after {@code chown -R}.
   */
  private int origin(Component found, int number, OptionalInt gone) {
    if (layers.size() == 1) {
      return number;
    }
    String key = key(found);
    Origin before = origins.getOrDefault(key, new Origin(number, -1));
    boolean same = before.hiddenBy() == number;
    if (same) {
      deleted.remove(key);
    }
    int layer = same ? before.layer() : number;
    origins.put(key, new Origin(layer, gone.orElse(-1)));
    return layer;
  }

  private static String key(Component found) {
    return found.locations().getFirst().path().concat(" ").concat(found.purl().toString());
  }

  static boolean isDistribution(Component component) {
    return switch (component.purl().type()) {
      case "deb", "apk", "rpm" -> true;
      default -> false;
    };
  }

  /** The file in the layer: what is inside an archive goes with it. */
  private static String file(Component component) {
    return file(component.locations().getFirst().path());
  }

  private static String file(String path) {
    int inside = path.indexOf("!/");
    return inside < 0 ? path : path.substring(0, inside);
  }

  /** The first layer above that hides a file, if any does. */
  private OptionalInt deletedIn(String path, int layer) {
    for (int above = layer + 1; above < layers.size(); above++) {
      if (hides(above, path)) {
        return OptionalInt.of(above);
      }
    }
    return OptionalInt.empty();
  }

  private boolean hides(int above, String path) {
    PathHashes files = layers.get(above).files();
    if (files.contains(PathHash.of(path)) || removed.get(above).contains(path)) {
      return true;
    }
    if (opaque.get(above).contains("")) {
      return true;
    }
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      String directory = path.substring(0, slash);
      if (removed.get(above).contains(directory)
          || opaque.get(above).contains(directory)
          || files.contains(PathHash.of(directory))) {
        return true;
      }
    }
    return false;
  }

  /** The uppermost of the best kind of file that is visible. */
  private Optional<OperatingSystem> operatingSystem() {
    OperatingSystem best = null;
    int rank = Integer.MAX_VALUE;
    for (int number = layers.size() - 1; number >= 0; number--) {
      for (LayerInventory.Release release : layers.get(number).releases()) {
        int its = OsReleaseAnalyzer.rank(release.path());
        if (its < rank && deletedIn(release.path(), number).isEmpty()) {
          best = release.system();
          rank = its;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private PathHashes owned() {
    PathHashes.Builder all = new PathHashes.Builder();
    for (int number = 0; number < layers.size(); number++) {
      for (LayerInventory.Owned owned : layers.get(number).owned()) {
        if (deletedIn(owned.path(), number).isEmpty()) {
          all.addAll(owned.paths());
        }
      }
    }
    return all.build();
  }

  /**
   * For each package database, which layer brought each package that it holds at last: the first
   * since which it has been there in that version.
   */
  private Map<String, Map<String, Integer>> databases() {
    Map<String, Map<String, Integer>> states = new HashMap<>();
    for (int number = 0; number < layers.size(); number++) {
      LayerInventory layer = layers.get(number);
      for (String path : layer.databases()) {
        Map<String, Integer> before = states.getOrDefault(path, Map.of());
        Map<String, Integer> state = new HashMap<>();
        for (Component component : layer.components()) {
          if (file(component).equals(path)) {
            String key = component.purl().toString();
            state.put(key, before.getOrDefault(key, number));
          }
        }
        states.put(path, state);
      }
    }
    return states;
  }

  /** Directories whose {@code go.mod} lists all, so that {@code go.sum} says nothing more. */
  private Set<String> completeGoModules() {
    Set<String> directories = new HashSet<>();
    for (LayerInventory layer : layers) {
      for (Component component : layer.components()) {
        if (component.purl().type().equals("golang")
            && component.purl().name().equals("stdlib")
            && GoModuleAnalyzer.complete(component.purl().version())
            && file(component).endsWith("go.mod")) {
          String path = file(component);
          directories.add(path.substring(0, path.length() - "go.mod".length()));
        }
      }
    }
    return directories;
  }

  private static boolean superseded(Component found, String file, Set<String> complete) {
    return found.foundBy().equals(GoModuleAnalyzer.SUM)
        && complete.contains(file.substring(0, file.length() - "go.sum".length()));
  }

  /** Of packages whose database does not hold them, by name. */
  private Map<String, List<String>> licences() {
    Map<String, List<String>> licences = new HashMap<>();
    for (int number = 0; number < layers.size(); number++) {
      for (LayerInventory.Licensed licensed : layers.get(number).licensed()) {
        if (deletedIn(licensed.path(), number).isEmpty()) {
          licences.put(licensed.packageName(), licensed.licences());
        }
      }
    }
    return licences;
  }

  private Component place(
      Component found,
      int layer,
      OptionalInt gone,
      Optional<OperatingSystem> system,
      Map<String, List<String>> licences) {
    Location at = found.locations().getFirst();
    return new Component(
        isDistribution(found) && system.isPresent()
            ? distributed(found.purl(), system.get())
            : found.purl(),
        found.source(),
        found.licences().isEmpty() && found.purl().type().equals("deb")
            ? licences.getOrDefault(found.purl().name(), List.of())
            : found.licences(),
        List.of(place(at, layer, gone)),
        found.foundBy(),
        found.scope());
  }

  private Location place(Location at, int layer, OptionalInt gone) {
    return new Location(
        at.path(), layered ? OptionalInt.of(layer) : OptionalInt.empty(), at.line(), gone);
  }

  private static Purl distributed(Purl purl, OperatingSystem system) {
    // The namespace that the purl specification's examples and other tools use.
    String namespace = system.id().equals("rhel") ? "redhat" : system.id();
    Map<String, String> qualifiers = new TreeMap<>(purl.qualifiers());
    qualifiers.put(
        "distro", system.version().isEmpty() ? system.id() : system.id() + "-" + system.version());
    return Purl.of(purl.type(), namespace, purl.name(), purl.version()).withQualifiers(qualifiers);
  }

  private static void add(Map<String, List<Component>> all, Component component) {
    all.computeIfAbsent(
            component.purl().toString().concat(component.foundBy()), key -> new ArrayList<>())
        .add(component);
  }

  /** The same package in several places is one component. */
  private static List<Component> joined(Map<String, List<Component>> all) {
    List<Component> joined = new ArrayList<>(all.size());
    for (List<Component> same : all.values()) {
      Component first = same.getFirst();
      List<Location> locations = new ArrayList<>(same.size());
      Component.Scope scope = first.scope();
      for (Component one : same) {
        locations.addAll(one.locations());
        scope = one.scope().compareTo(scope) < 0 ? one.scope() : scope;
      }
      joined.add(
          new Component(
              first.purl(), first.source(), first.licences(), locations, first.foundBy(), scope));
    }
    return joined;
  }

  private List<Finding> findings() {
    List<Finding> placed = new ArrayList<>();
    for (int number = 0; number < layers.size(); number++) {
      for (Finding finding : layers.get(number).findings()) {
        Finding there = place(finding, number);
        // A secret in a deleted file can still be read; its mode means nothing any more.
        if (!(there instanceof Finding.Misconfiguration found)
            || found.location().deletedIn().isEmpty()) {
          placed.add(there);
        }
      }
    }
    return placed;
  }

  private Finding place(Finding finding, int layer) {
    return switch (finding) {
      case Finding.Vulnerability v -> v;
      case Finding.Secret s ->
          new Finding.Secret(
              s.id(), s.title(), s.severity(), place(s.location(), layer), s.redacted());
      case Finding.Malware m ->
          new Finding.Malware(m.id(), m.engine(), m.severity(), place(m.location(), layer));
      case Finding.Misconfiguration m ->
          new Finding.Misconfiguration(
              m.id(), m.severity(), place(m.location(), layer), m.seen(), m.references());
    };
  }

  private Location place(Location at, int layer) {
    return place(at, layer, deletedIn(file(at.path()), layer));
  }

  /**
   * What analyzers could not read matters where a container sees the file, and the distribution
   * does not answer for it.
   */
  private List<Gap> gaps(
      Optional<OperatingSystem> system, Iterable<Component> components, PathHashes owned) {
    Map<String, Gap> all = new LinkedHashMap<>();
    for (int number = 0; number < layers.size(); number++) {
      for (Gap gap : layers.get(number).gaps()) {
        String path = file(gap.where());
        if (deletedIn(path, number).isEmpty() && !owned.contains(PathHash.owned(path))) {
          put(all, gap);
        }
      }
      layers.get(number).unread().forEach(gap -> put(all, gap));
    }
    if (system.isEmpty()) {
      for (Component component : components) {
        if (isDistribution(component)) {
          Gap gap =
              new Gap(
                  component.locations().getFirst().path(),
                  "packages of a distribution, but no file says which distribution it is");
          put(all, gap);
        }
      }
    }
    List<Gap> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparing(Gap::where).thenComparing(Gap::why));
    return sorted;
  }

  private static void put(Map<String, Gap> all, Gap gap) {
    all.putIfAbsent(gap.where().concat("\n").concat(gap.why()), gap);
  }
}
