package dev.sekisho.scan;

import dev.sekisho.scan.inventory.ImageInventory;
import java.util.List;

/**
 * What one pass found; what it means is for the matcher and the policy to say.
 *
 * @param inventory of the target as a container sees it
 * @param leftOut how many files were left out by the user's wish
 * @param cachedLayers how many layers were not read because their inventory was kept
 * @param notes what a person may want to know and what is no gap, such as a damaged file of the
 *     cache that was made anew
 */
public record ScanResult(
    ImageInventory inventory, long leftOut, int cachedLayers, List<String> notes) {
  public ScanResult {
    notes = List.copyOf(notes);
  }
}
