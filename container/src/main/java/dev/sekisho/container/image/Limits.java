package dev.sekisho.container.image;

import java.time.Duration;
import java.util.Map;

/**
 * How much of an image is read before it is taken for hostile. What is beyond a limit is a gap that
 * names the limit.
 *
 * @param totalBytes of one image's layers or one directory, uncompressed
 * @param fileBytes of one file that is handed out at all
 * @param fileInMemoryBytes of one file that is handed out as an array
 * @param entries of one layer or directory
 * @param depth parts of a path
 * @param pathBytes length of a path
 * @param ratio uncompressed bytes for each compressed one, of a layer as a whole once it has given
 *     out more than 64 MiB
 * @param layers of one image
 * @param time for one image, from when it was opened
 */
public record Limits(
    long totalBytes,
    long fileBytes,
    int fileInMemoryBytes,
    int entries,
    int depth,
    int pathBytes,
    int ratio,
    int layers,
    Duration time) {
  /**
   * For images as they are met: 100 GiB in all, 4 GiB a file and 256 MiB in memory, 2 million
   * entries a layer, 200 parts and 4,096 bytes a path, 200 to 1, 500 layers, 1 hour.
   */
  public static final Limits DEFAULT =
      new Limits(
          100L << 30, 4L << 30, 256 << 20, 2_000_000, 200, 4096, 200, 500, Duration.ofHours(1));

  /**
   * The default limits with those that the environment sets: {@code SEKISHO_LIMIT_TOTAL}, {@code
   * _FILE} and {@code _MEMORY} in bytes (or with K, M, G after the number), {@code _ENTRIES},
   * {@code _DEPTH}, {@code _PATH}, {@code _RATIO} and {@code _LAYERS} as numbers.
   *
   * @param time for one image, as {@code --timeout} has it
   * @throws IllegalArgumentException if one is no number of its kind; the message names it
   */
  public static Limits of(Map<String, String> environment, Duration time) {
    return new Limits(
        set(environment, "TOTAL", DEFAULT.totalBytes, Long.MAX_VALUE),
        set(environment, "FILE", DEFAULT.fileBytes, Long.MAX_VALUE),
        (int) set(environment, "MEMORY", DEFAULT.fileInMemoryBytes, 1 << 30),
        (int) set(environment, "ENTRIES", DEFAULT.entries, Integer.MAX_VALUE),
        (int) set(environment, "DEPTH", DEFAULT.depth, 4096),
        (int) set(environment, "PATH", DEFAULT.pathBytes, 1 << 20),
        (int) set(environment, "RATIO", DEFAULT.ratio, Integer.MAX_VALUE),
        (int) set(environment, "LAYERS", DEFAULT.layers, 100_000),
        time);
  }

  private static long set(
      Map<String, String> environment, String name, long standard, long maximum) {
    String variable = "SEKISHO_LIMIT_" + name;
    String text = environment.getOrDefault(variable, "");
    if (text.isEmpty()) {
      return standard;
    }
    int shift = 10 * " KMG".indexOf(text.charAt(text.length() - 1));
    String digits = shift > 0 ? text.substring(0, text.length() - 1) : text;
    if (digits.matches("[0-9]{1,12}")) {
      long number = Long.parseLong(digits) << Math.max(0, shift);
      if (number > 0
          && number <= maximum
          && number >> Math.max(0, shift) == Long.parseLong(digits)) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        variable + " '" + text + "': expected a number from 1 to " + maximum);
  }
}
