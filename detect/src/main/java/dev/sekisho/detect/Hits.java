package dev.sekisho.detect;

import java.util.List;

/** Whether an input decides the host of a URL. */
final class Hits {
  private Hits() {}

  static void overHost(Threat threat, String url, Url read, Inputs inputs, Detection detection) {
    List<Candidate> candidates = inputs.candidates();
    if (inputs.leftOut() > 0) {
      detection.leaveOut();
    }
    String folded = Characters.lower(url);
    for (int i = 0; i < candidates.size(); i++) {
      add(threat, candidates.get(i), folded, read, detection);
      if (detection.isAttack()) {
        return;
      }
    }
    // A host can be one word, which changes no structure but decides everything here.
    List<Input> all = inputs.all();
    for (int i = 0; i < all.size() && !detection.isAttack(); i++) {
      Input input = all.get(i);
      if (Characters.lower(input.text()).equals(read.host())) {
        add(threat, new Candidate(input, Form.PLAIN, input.text()), folded, read, detection);
      }
    }
  }

  /** The input must reach to where the host begins: a port or path behind it decides nothing. */
  private static void add(
      Threat threat, Candidate candidate, String folded, Url read, Detection detection) {
    int from = new Search(candidate.text()).in(folded, 0);
    int to = from + candidate.text().length();
    if (from >= 0 && from < read.hostEnd() && to > read.hostStart()) {
      detection.add(
          new Hit(
              threat,
              Algorithm.HTTP_PARAMS,
              candidate,
              from,
              to,
              read.hostStart(),
              read.hostEnd()));
    }
  }
}
