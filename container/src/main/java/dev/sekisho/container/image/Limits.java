package dev.sekisho.container.image;

import java.time.Duration;

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
}
