package dev.sekisho.scan;

import dev.sekisho.container.image.EntryContent;
import dev.sekisho.container.image.EntryHeader;
import dev.sekisho.container.image.LayerSink;
import dev.sekisho.model.Gap;
import dev.sekisho.scan.format.ByteSource;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.inventory.FileContent;
import dev.sekisho.scan.inventory.LayerInventory;
import dev.sekisho.scan.inventory.LayerPass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives what a walker finds to a pass. */
final class PassSink implements LayerSink {
  private final LayerPass pass;
  private final Optional<Predicate<String>> left;
  private final Walked then;
  private final List<Gap> late = new ArrayList<>();
  private Optional<LayerInventory> inventory = Optional.empty();
  private long leftOut;

  PassSink(LayerPass pass, ScanOptions options, Walked then) {
    this.pass = pass;
    this.left = options.leftOut();
    this.then = then;
  }

  /** Told when all of a layer has been given. */
  interface Walked {
    void with(LayerInventory inventory) throws IOException;
  }

  @Override
  public void entry(EntryHeader header) {
    if (header.kind() != EntryHeader.Kind.DIRECTORY) {
      pass.entry(header.path());
    }
  }

  private boolean isLeftOut(EntryHeader header) {
    return left.isPresent() && left.get().test(header.path());
  }

  @Override
  public boolean enters(EntryHeader directory) {
    if (isLeftOut(directory)) {
      leftOut++;
      return false;
    }
    return true;
  }

  @Override
  public boolean wants(EntryHeader header) {
    if (isLeftOut(header)) {
      leftOut++;
      return false;
    }
    return pass.wants(header.path(), header.sizeBytes(), header.mode());
  }

  @Override
  public void file(EntryHeader header, EntryContent content) throws IOException {
    pass.file(new WalkedFile(header, content));
  }

  @Override
  public void removed(String path) {
    pass.removed(path);
  }

  @Override
  public void opaque(String directory) {
    pass.opaque(directory);
  }

  @Override
  public void gap(Gap gap) {
    if (inventory.isPresent()) {
      late.add(gap);
    } else {
      pass.gap(gap);
    }
  }

  @Override
  public void walked() throws IOException {
    inventory = Optional.of(pass.finish());
    then.with(inventory.get());
  }

  /** Whether another pass may find more. */
  boolean failed() {
    return pass.failed();
  }

  /** What was found, with what was said after all had been given. */
  LayerInventory finish() throws IOException {
    LayerInventory found = inventory.isPresent() ? inventory.get() : pass.finish();
    return late.isEmpty() ? found : found.withUnread(late);
  }

  /** Whether the inventory that {@link Walked} was told of is not all. */
  boolean hasMore() {
    return inventory.isEmpty() || !late.isEmpty();
  }

  /** How many files and directories were left out by the user's wish. */
  long leftOut() {
    return leftOut;
  }

  /** One file; whoever reads parts first and all later gets both. */
  private static final class WalkedFile implements FileContent {
    private static final int IN_MEMORY = 256 << 20;

    private final EntryHeader header;
    private final EntryContent content;
    private byte[] whole = {};
    private boolean held;
    private boolean sought;

    WalkedFile(EntryHeader header, EntryContent content) {
      this.header = header;
      this.content = content;
    }

    @Override
    public String path() {
      return header.path();
    }

    @Override
    public long sizeBytes() {
      return content.sizeBytes();
    }

    @Override
    public int mode() {
      return header.mode();
    }

    @Override
    public byte[] bytes() throws IOException {
      if (held) {
        return whole;
      }
      if (!sought) {
        whole = content.bytes();
      } else {
        // The content can be read in one of its ways only.
        if (sizeBytes() > IN_MEMORY) {
          throw new MalformedException("is larger than the " + IN_MEMORY + " bytes that are held");
        }
        whole = new byte[(int) sizeBytes()];
        fill(0, whole, 0, whole.length);
      }
      held = true;
      return whole;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
      ByteSource.check(this, position, length);
      if (held) {
        System.arraycopy(whole, (int) position, into, offset, length);
        return;
      }
      sought = true;
      fill(position, into, offset, length);
    }

    private void fill(long position, byte[] into, int offset, int length) throws IOException {
      int filled = 0;
      while (filled < length) {
        int count = content.read(position + filled, into, offset + filled, length - filled);
        if (count <= 0) {
          throw new MalformedException("ends before its " + sizeBytes() + " bytes");
        }
        filled += count;
      }
    }
  }
}
