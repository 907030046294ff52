package dev.sekisho.manager.store;

import java.util.List;

/**
 * What applying one document did, or would do.
 *
 * @param name its name
 * @param kind what it is
 * @param revision its revision now; in a dry run the one that it would get
 * @param change what was done
 * @param weaker what of it lowers protection, as keys of the catalogue; empty if nothing does
 */
public record AppliedPolicy(
    String name,
    StoredPolicy.Kind kind,
    int revision,
    PolicyRevision.Change change,
    List<String> weaker) {
  public AppliedPolicy {
    weaker = List.copyOf(weaker);
  }
}
