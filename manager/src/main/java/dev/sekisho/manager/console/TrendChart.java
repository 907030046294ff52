package dev.sekisho.manager.console;

import dev.sekisho.manager.store.OverviewFigures.HourCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Stacked bars over time: blocked at the foot, then what would have been, then what got through.
 *
 * @param bars one for each span of time, oldest first, those without events included
 * @param labels texts below it, evenly spread
 * @param sentence all of it in one sentence, for those who do not see it
 */
public record TrendChart(List<Bar> bars, List<String> labels, String sentence) {
  private static final int HEIGHT = 100;
  private static final int BAR = 20;
  private static final int GAP = 3;

  public TrendChart {
    bars = List.copyOf(bars);
    labels = List.copyOf(labels);
  }

  /**
   * What happened in one span.
   *
   * @param from its beginning
   */
  public record Bar(Instant from, long blocked, long would, long through) {
    long total() {
      return blocked + would + through;
    }
  }

  /**
   * A rectangle of the drawing.
   *
   * @param kind suffix of its style
   */
  public record Part(String kind, int x, int y, int width, int height) {}

  /**
   * Draws counts.
   *
   * @param since where the first bar begins
   * @param span what one bar stands for
   * @param number how many bars
   */
  static TrendChart of(
      Reader reader, List<HourCount> counts, Instant since, Duration span, int number) {
    long[][] sums = new long[number][3];
    for (HourCount count : counts) {
      long index =
          Math.floorDiv(Duration.between(since, count.hour()).toSeconds(), span.toSeconds());
      if (index >= 0 && index < number) {
        int kind =
            switch (Outcome.of(count.action())) {
              case BLOCKED -> 0;
              case WOULD -> 1;
              case THROUGH -> 2;
              case PASSED, NOTICE -> -1;
            };
        if (kind >= 0) {
          sums[(int) index][kind] += count.count();
        }
      }
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      bars.add(new Bar(since.plus(span.multipliedBy(i)), sums[i][0], sums[i][1], sums[i][2]));
    }
    return new TrendChart(bars, labels(reader, bars), sentence(reader, bars));
  }

  public int width() {
    return bars.size() * BAR;
  }

  public int height() {
    return HEIGHT;
  }

  /** Where the middle line is drawn. */
  public int middle() {
    return HEIGHT / 2;
  }

  /** Where the base line is drawn. */
  public int floor() {
    return HEIGHT - 1;
  }

  public List<Part> parts() {
    long highest = Math.max(1, bars.stream().mapToLong(Bar::total).max().orElse(1));
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int foot = floor();
      foot = stack(parts, "blocked", i, foot, bar.blocked(), highest);
      foot = stack(parts, "would", i, foot, bar.would(), highest);
      stack(parts, "through", i, foot, bar.through(), highest);
    }
    return parts;
  }

  /** Anything that happened is at least two units high, so that one event among thousands shows. */
  private int stack(List<Part> parts, String kind, int index, int foot, long count, long highest) {
    if (count == 0) {
      return foot;
    }
    int height = (int) Math.max(2, Math.round((HEIGHT - 6) * (double) count / highest));
    int top = Math.max(0, foot - height);
    parts.add(new Part(kind, index * BAR + GAP, top, BAR - 2 * GAP + 2, foot - top));
    return top;
  }

  private static List<String> labels(Reader reader, List<Bar> bars) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < bars.size(); i += Math.max(1, bars.size() / 4)) {
      labels.add(reader.clock().axis(bars.get(i).from()));
    }
    return labels;
  }

  private static String sentence(Reader reader, List<Bar> bars) {
    Bar peak = bars.getFirst();
    long blocked = 0;
    long would = 0;
    long through = 0;
    for (Bar bar : bars) {
      peak = bar.total() > peak.total() ? bar : peak;
      blocked += bar.blocked();
      would += bar.would();
      through += bar.through();
    }
    return peak.total() == 0
        ? reader.say("chart.nothing")
        : reader.say(
            "chart.sentence",
            blocked,
            would,
            through,
            peak.total(),
            reader.clock().axis(peak.from()));
  }
}
