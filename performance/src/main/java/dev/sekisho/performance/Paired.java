package dev.sekisho.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Two ways to do the same, measured in turn so that what else the machine does falls on both: one
 * pair of samples a round.
 */
final class Paired {
  private final List<Samples> without = new ArrayList<>();
  private final List<Samples> with = new ArrayList<>();

  void add(Samples without, Samples with) {
    this.without.add(without);
    this.with.add(with);
  }

  int rounds() {
    return with.size();
  }

  Samples without() {
    return Samples.all(without);
  }

  Samples with() {
    return Samples.all(with);
  }

  /** The ratios of the rounds, smallest first. */
  double[] ratios(double share) {
    double[] ratios = new double[with.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (double) with.get(i).percentile(share) / without.get(i).percentile(share);
    }
    Arrays.sort(ratios);
    return ratios;
  }

  /** The middle one of the rounds' ratios. */
  double ratio(double share) {
    double[] ratios = ratios(share);
    int middle = ratios.length / 2;
    return ratios.length % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
  }

  /** Ratio and spread as they stand in a table: {@code 1.08 (1.05–1.12)}. */
  String ratioText(double share) {
    double[] ratios = ratios(share);
    return String.format(
        Locale.ROOT, "%.2f (%.2f–%.2f)", ratio(share), ratios[0], ratios[ratios.length - 1]);
  }
}
