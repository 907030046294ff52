package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What a decoder gives, decoded when asked for. */
final class DecodedBlocks implements Blocks {
  private final InputStream decoder;
  private final Budget budget;
  private final Block block = new Block();
  private Optional<IOException> failure = Optional.empty();

  DecodedBlocks(InputStream decoder, Budget budget) {
    this.decoder = decoder;
    this.budget = budget;
  }

  @Override
  public Block next() throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    fill(block);
    return block;
  }

  /** Fills as much of a block as there is. */
  void fill(Block into) throws IOException {
    try {
      budget.checkTime();
      into.length(Math.max(0, decoder.readNBytes(into.bytes(), 0, into.bytes().length)));
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }
}
