package dev.sekisho.scan.report;

import dev.sekisho.model.Inventory;
import dev.sekisho.model.OperatingSystem;
import java.util.Optional;

/**
 * What a bill of materials says.
 *
 * @param format such as {@code CycloneDX 1.6 JSON}
 * @param name of what it describes; empty if it states none
 * @param system the distribution; empty if it states none
 * @param inventory the components that have a package URL; those that have none are gaps
 */
public record Sbom(
    String format, String name, Optional<OperatingSystem> system, Inventory inventory) {}
