package dev.sekisho.manager.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A list of things.
 *
 * @param items the things
 */
@Schema(description = "A list that is complete.")
public record Listing<T>(List<T> items) {
  public Listing {
    items = List.copyOf(items);
  }
}
