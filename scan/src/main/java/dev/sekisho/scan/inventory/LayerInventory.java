package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.OperatingSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one layer holds by itself: it depends on nothing but the layer's bytes, so it can be kept
 * under its DiffID.
 *
 * @param components locations without a layer
 * @param databases paths of package databases in this layer: each stands for the whole state
 * @param owned which paths packages of the distribution brought, by the record that says so
 * @param releases from {@code os-release} and its like
 * @param licensed licences of packages whose database does not hold them
 * @param findings secrets, malware, misconfiguration; locations without a layer
 * @param gaps what analyzers could not examine: it matters where a container sees the file
 * @param unread what the walker did not give and inspectors could not examine
 * @param files all that is no directory
 * @param removed paths that the layer removes from those below
 * @param opaque directories whose content below does not show through
 */
public record LayerInventory(
    List<Component> components,
    Set<String> databases,
    List<Owned> owned,
    List<Release> releases,
    List<Licensed> licensed,
    List<Finding> findings,
    List<Gap> gaps,
    List<Gap> unread,
    PathHashes files,
    List<String> removed,
    List<String> opaque) {
  /** Of a layer that holds nothing. */
  public static final LayerInventory EMPTY =
      new LayerInventory(
          List.of(),
          Set.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          PathHashes.NONE,
          List.of(),
          List.of());

  public LayerInventory {
    components = List.copyOf(components);
    databases = Set.copyOf(databases);
    owned = List.copyOf(owned);
    releases = List.copyOf(releases);
    licensed = List.copyOf(licensed);
    findings = List.copyOf(findings);
    gaps = List.copyOf(gaps);
    unread = List.copyOf(unread);
    removed = List.copyOf(removed);
    opaque = List.copyOf(opaque);
  }

  /** The same with more that was not read. */
  public LayerInventory withUnread(List<Gap> more) {
    List<Gap> all = new ArrayList<>(unread);
    all.addAll(more);
    return new LayerInventory(
        components,
        databases,
        owned,
        releases,
        licensed,
        findings,
        gaps,
        all,
        files,
        removed,
        opaque);
  }

  /** Paths that a record ({@code var/lib/dpkg/info/x.list}) says belong to a package. */
  public record Owned(String path, PathHashes paths) {}

  /** Licences that a file states of a package of the distribution. */
  public record Licensed(String path, String packageName, List<String> licences) {
    public Licensed {
      licences = List.copyOf(licences);
    }
  }

  /** The distribution that a file states. */
  public record Release(String path, OperatingSystem system) {}
}
