package dev.sekisho.detect;

import java.util.List;

/** Header injection: an input that brings the end of a line into a header of the response. */
public final class HeaderInjection {
  private HeaderInjection() {}

  /** Asks about the value of a header that is about to be set. */
  public static Detection check(String value, Inputs inputs) {
    Detection detection = new Detection();
    if (value.indexOf('\r') < 0 && value.indexOf('\n') < 0) {
      return detection;
    }
    List<Candidate> candidates = inputs.candidates();
    if (inputs.leftOut() > 0) {
      detection.leaveOut();
    }
    String folded = Characters.lower(value);
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      String text = candidate.text();
      int line = text.indexOf('\n') >= 0 ? text.indexOf('\n') : text.indexOf('\r');
      int from = line < 0 ? -1 : new Search(text).in(folded, 0);
      if (from >= 0) {
        detection.add(
            new Hit(
                Threat.HEADER_INJECTION,
                Algorithm.HTTP_PARAMS,
                candidate,
                from,
                from + text.length(),
                from + line,
                from + line + 1));
        return detection;
      }
    }
    return detection;
  }
}
