package dev.sekisho.model;

import java.util.List;

/**
 * What an analyzer found in a part of a target, or what all of them found in the whole.
 *
 * @param gaps what could not be examined
 */
public record Inventory(List<Component> components, List<Gap> gaps) {
  public static final Inventory EMPTY = new Inventory(List.of(), List.of());

  public Inventory {
    components = List.copyOf(components);
    gaps = List.copyOf(gaps);
  }
}
