package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.OperatingSystem;
import java.util.List;
import java.util.Optional;

/**
 * What is in an image when all layers lie over one another.
 *
 * @param operatingSystem empty if no file of the image states one
 * @param components what a container of it sees, by purl; locations say which layer brought each
 * @param owned components of languages that packages of the distribution brought: its verdict
 *     stands for them
 * @param deleted components that a later layer removed or replaced; their locations say which
 * @param findings of all layers; what a later layer removed is marked
 */
public record ImageInventory(
    Optional<OperatingSystem> operatingSystem,
    List<Component> components,
    List<Component> owned,
    List<Component> deleted,
    List<Finding> findings,
    List<Gap> gaps) {
  public ImageInventory {
    components = List.copyOf(components);
    owned = List.copyOf(owned);
    deleted = List.copyOf(deleted);
    findings = List.copyOf(findings);
    gaps = List.copyOf(gaps);
  }
}
