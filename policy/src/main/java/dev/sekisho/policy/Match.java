package dev.sekisho.policy;

import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.List;

/**
 * What a control has against an event.
 *
 * @param rule the entries of the configuration that speak, as they are written there, such as
 *     {@code names: wget}
 * @param elements the names and paths of the event that they speak against; an exception lifts the
 *     match only if it covers all of them. Empty where a control judges numbers.
 * @param fact what was seen
 * @param wouldPass what would have let it pass, the narrowest change first
 * @param ceiling the firmest answer that this fact deserves: {@code AUDIT} where stopping it would
 *     hit the innocent (anonymous code of a JIT compiler)
 */
public record Match(
    String rule, List<String> elements, Phrase fact, List<Phrase> wouldPass, Mode ceiling) {
  public Match {
    elements = List.copyOf(elements);
    wouldPass = List.copyOf(wouldPass);
    if (ceiling == Mode.NONE) {
      throw new IllegalArgumentException("a match with ceiling NONE is no match: " + rule);
    }
  }
}
