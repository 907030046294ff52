package dev.sekisho.container.image;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a decoder gives, decoded ahead on a thread of its own. */
final class PipedBlocks implements Blocks {
  private static final int AHEAD = 8;

  private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(AHEAD);
  private final Beside<Boolean> decoding;
  private volatile boolean abandoned;
  private Optional<Block> current = Optional.empty();

  private PipedBlocks(DecodedBlocks source, Budget budget) {
    for (int i = 0; i < AHEAD; i++) {
      free.add(new Block());
    }
    decoding = Beside.started("decode", budget, () -> decode(source));
  }

  /** Ahead if a thread is left for it, else when asked for. */
  static Blocks of(DecodedBlocks source, Budget budget) {
    return budget.helpers().tryAcquire() ? new PipedBlocks(source, budget) : source;
  }

  /** Ends with an empty block, whatever happens. */
  private boolean decode(DecodedBlocks source) throws IOException, InterruptedException {
    try (source) {
      boolean more = true;
      while (more && !abandoned) {
        Block block = free.poll(100, TimeUnit.MILLISECONDS);
        if (block != null) {
          block.length(0);
          try {
            source.fill(block);
          } finally {
            more = block.length() > 0;
            full.add(block);
          }
        }
      }
    }
    return true;
  }

  @Override
  public Block next() throws IOException {
    if (current.isPresent()) {
      if (current.get().length() == 0) {
        return ended(current.get());
      }
      free.add(current.get());
    }
    try {
      Block block = full.take();
      current = Optional.of(block);
      return block.length() == 0 ? ended(block) : block;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a layer was decoded", e);
    }
  }

  private Block ended(Block block) throws IOException {
    decoding.outcome();
    return block;
  }

  @Override
  public void close() throws IOException {
    abandoned = true;
    decoding.settle();
  }
}
