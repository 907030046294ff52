package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Purl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Collects what analyzers find in one layer or directory. Used by one thread.
 *
 * <p>Components of package databases have a purl without namespace: the distribution is known only
 * when all layers lie over one another.
 */
public final class Facts {
  /** More than any real image has; what is beyond is a gap. */
  static final int COMPONENTS = 200_000;

  /** Name and version are what a person sees; longer than this is not a name. */
  private static final int TEXT = 1024;

  private final List<Component> components = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<LayerInventory.Owned> owners = new ArrayList<>();
  private final List<LayerInventory.Release> releases = new ArrayList<>();
  private final List<LayerInventory.Licensed> stated = new ArrayList<>();
  private final Set<String> databases = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private String path = "";
  private String seenIn = "";
  private boolean full;
  private PathHashes.Builder owned = new PathHashes.Builder();

  /** Begins a file; what follows is found there. */
  void begin(String file) {
    path = file;
  }

  /** Ends a file; the paths it listed as owned belong to it. */
  void end() {
    if (owned.size() > 0) {
      owners.add(new LayerInventory.Owned(path, owned.build()));
      owned = new PathHashes.Builder();
    }
  }

  public String path() {
    return path;
  }

  /** A component that is named by name and version, needed at run time. */
  public void component(String foundBy, Purl purl) {
    component(foundBy, purl, Optional.empty(), List.of(), OptionalInt.empty(), Scope.RUNTIME, path);
  }

  public void component(String foundBy, Purl purl, Scope scope) {
    component(foundBy, purl, Optional.empty(), List.of(), OptionalInt.empty(), scope, path);
  }

  public void component(String foundBy, Purl purl, Scope scope, int line) {
    component(foundBy, purl, Optional.empty(), List.of(), OptionalInt.of(line), scope, path);
  }

  public void component(String foundBy, Purl purl, List<String> licences) {
    component(foundBy, purl, Optional.empty(), licences, OptionalInt.empty(), Scope.RUNTIME, path);
  }

  /** A component of a package database, with what it was built from. */
  public void component(String foundBy, Purl purl, Optional<Source> source, List<String> licences) {
    component(foundBy, purl, source, licences, OptionalInt.empty(), Scope.RUNTIME, path);
  }

  /**
   * A component with all that can be said of it.
   *
   * @param at where it is, such as {@code a.war!/WEB-INF/lib/b.jar}, below the file that is read
   */
  public void component(
      String foundBy,
      Purl purl,
      Optional<Source> source,
      List<String> licences,
      OptionalInt line,
      Scope scope,
      String at) {
    if (!seenIn.equals(at)) {
      seen.clear();
      seenIn = at;
    }
    if (purl.name().length() > TEXT || purl.version().length() > TEXT) {
      gap("a component's name or version is longer than " + TEXT + " characters");
      return;
    }
    if (!seen.add(key(purl))) {
      return;
    }
    if (components.size() >= COMPONENTS) {
      if (!full) {
        full = true;
        gap("more than " + COMPONENTS + " components in one layer");
      }
      return;
    }
    components.add(
        new Component(
            purl,
            source,
            licences,
            List.of(new Location(at, OptionalInt.empty(), line, OptionalInt.empty())),
            foundBy,
            scope));
  }

  /** Within one file: cheaper than the text of a purl. */
  private static String key(Purl purl) {
    StringBuilder key = new StringBuilder(64).append(purl.type()).append(' ');
    key.append(purl.namespace()).append(' ').append(purl.name()).append(' ');
    key.append(purl.version());
    purl.qualifiers().forEach((name, value) -> key.append(' ').append(name).append(value));
    return key.toString();
  }

  /** The file that is read is a package database: a later version of it stands for all of it. */
  public void database() {
    databases.add(path);
  }

  /** Licences of a package of the distribution, which its database does not hold. */
  public void licences(String packageName, List<String> licences) {
    stated.add(new LayerInventory.Licensed(path, packageName, licences));
  }

  /** A path that a package of the distribution brought, with or without leading slash. */
  public void owns(byte[] bytes, int from, int to) {
    owned.add(PathHash.owned(bytes, from, to));
  }

  public void owns(String file) {
    owned.add(PathHash.owned(file));
  }

  public void operatingSystem(OperatingSystem system) {
    releases.add(new LayerInventory.Release(path, system));
  }

  /** The file that is read, or a part of it, could not be examined. */
  public void gap(String why) {
    gap(path, why);
  }

  public void gap(String where, String why) {
    if (gaps.size() < 10_000) {
      gaps.add(new Gap(where, why));
    } else if (gaps.size() == 10_000) {
      gaps.add(new Gap("", "more than 10,000 gaps: the others are not listed"));
    }
  }

  List<Component> components() {
    return components;
  }

  List<Gap> gaps() {
    return gaps;
  }

  List<LayerInventory.Owned> owners() {
    return owners;
  }

  List<LayerInventory.Release> releases() {
    return releases;
  }

  List<LayerInventory.Licensed> licensed() {
    return stated;
  }

  Set<String> databases() {
    return databases;
  }
}
