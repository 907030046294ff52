package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hashes a region of a file, beside the walk where a thread is left, else when asked for. */
final class RegionHash implements AutoCloseable {
  private static final int BLOCK_BYTES = 64 * 1024;

  private final Region region;
  private final List<Digest> expected;
  private final Budget budget;
  private final Optional<Beside<List<Digest>>> beside;
  private volatile boolean abandoned;

  /**
   * @param expected digests that will be compared; each algorithm is computed once
   */
  RegionHash(Region region, List<Digest> expected, Budget budget) {
    this.region = region;
    this.expected = List.copyOf(expected);
    this.budget = budget;
    this.beside =
        budget.helpers().tryAcquire()
            ? Optional.of(Beside.started("hash", budget, this::compute))
            : Optional.empty();
  }

  /** The digests of the region, each with the algorithm of that which is expected. */
  List<Digest> digests() throws IOException {
    return beside.isPresent() ? beside.get().outcome() : compute();
  }

  private List<Digest> compute() throws IOException {
    Map<String, Hash> hashes = new LinkedHashMap<>();
    expected.forEach(digest -> hashes.computeIfAbsent(digest.algorithm(), a -> Hash.like(digest)));
    byte[] block = new byte[BLOCK_BYTES];
    long position = 0;
    while (!abandoned) {
      int count = region.readAt(position, block, 0, BLOCK_BYTES);
      if (count == 0) {
        break;
      }
      budget.checkTime();
      hashes.values().forEach(hash -> hash.update(block, 0, count));
      position += count;
    }
    Map<String, Digest> made = new LinkedHashMap<>();
    hashes.forEach((algorithm, hash) -> made.put(algorithm, hash.digest()));
    List<Digest> digests = new ArrayList<>();
    for (Digest each : expected) {
      digests.add(made.getOrDefault(each.algorithm(), each));
    }
    return digests;
  }

  @Override
  public void close() {
    abandoned = true;
    beside.ifPresent(Beside::settle);
  }
}
