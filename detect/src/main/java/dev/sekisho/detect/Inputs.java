package dev.sekisho.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one request brought, with the forms that its values take when they are decoded.
 *
 * <p>Forms are made when a sink first asks, once a request. Beyond the caps inputs are left out,
 * and {@link #leftOut} says so: what was not examined is never called clean. Not safe for use by
 * several threads at once.
 */
public final class Inputs {
  /** More values than this are left out. */
  public static final int MOST_INPUTS = 4096;

  /** A longer value is examined up to here, in UTF-16 code units. */
  public static final int LONGEST = 65_536;

  /** All forms of all values together, in UTF-16 code units. */
  public static final int MOST_TEXT = 4_194_304;

  private final List<Input> inputs = new ArrayList<Input>();
  private final List<Candidate> candidates = new ArrayList<Candidate>();
  private int examined;
  private int room = MOST_TEXT;
  private int leftOut;

  /** Adds a value; what is beyond the caps counts as left out. */
  public Inputs add(Input input) {
    if (inputs.size() < MOST_INPUTS) {
      inputs.add(input);
    } else {
      leftOut++;
    }
    return this;
  }

  /** How many values were left out or cut since the request began. */
  public int leftOut() {
    return leftOut;
  }

  /** The values in the order they were added. */
  public List<Input> all() {
    return Collections.unmodifiableList(inputs);
  }

  /** The forms of all values that can matter to a sink: those with more than a word in them. */
  List<Candidate> candidates() {
    while (examined < inputs.size()) {
      Input input = inputs.get(examined);
      examined++;
      String text = input.text();
      if (text.length() > LONGEST) {
        text = text.substring(0, LONGEST);
        leftOut++;
      }
      if (text.length() > room) {
        leftOut++;
        continue;
      }
      room = Decodings.addForms(input, text, room, candidates);
    }
    return candidates;
  }
}
