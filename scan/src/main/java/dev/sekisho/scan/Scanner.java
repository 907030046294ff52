package dev.sekisho.scan;

import dev.sekisho.container.image.DirectoryTree;
import dev.sekisho.container.image.ImageLayer;
import dev.sekisho.container.image.LayerReading;
import dev.sekisho.container.image.Limits;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.model.Gap;
import dev.sekisho.scan.inventory.AnalyzerTable;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.ImageInventory;
import dev.sekisho.scan.inventory.LayerCache;
import dev.sekisho.scan.inventory.LayerInventory;
import dev.sekisho.scan.inventory.LayerPass;
import dev.sekisho.scan.inventory.LayerStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes over an image or a directory once, and lays its layers over one another. */
public final class Scanner {
  private final ScanOptions options;
  private final AnalyzerTable table;

  public Scanner(ScanOptions options) {
    this.options = options;
    this.table =
        options.components()
            ? new AnalyzerTable(options.artifacts(), options.licences())
            : AnalyzerTable.ofSystem();
  }

  /**
   * Scans an image. Each layer is read once, or not at all where its inventory is kept.
   *
   * @throws dev.sekisho.model.ProblemException if a digest is another than the image says
   * @throws IOException if the input broke off
   */
  public ScanResult image(OpenImage image) throws IOException {
    return image(image, inventory -> {});
  }

  /** Takes an inventory before it is sure that the image is what it says. */
  public interface Early {
    /**
     * Makes something of it.
     *
     * @throws IOException to end the scan
     */
    void take(ImageInventory inventory) throws IOException;
  }

  /**
   * Scans an image, and hands out what is in it while digests are still being compared. What is
   * made of that must be thrown away if the scan then fails.
   *
   * @param early called at most once, on any thread, before this returns; its inventory has all of
   *     the result but gaps
   */
  public ScanResult image(OpenImage image, Early early) throws IOException {
    List<ImageLayer> layers = image.description().layers();
    List<LayerInventory> inventories = new ArrayList<>();
    List<ImageLayer> unread = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    String key = key();
    int cached = 0;
    for (ImageLayer layer : layers) {
      Optional<LayerInventory> kept = kept(layer, key, notes);
      inventories.add(kept.orElse(LayerInventory.EMPTY));
      cached += kept.isPresent() ? 1 : 0;
      if (kept.isEmpty() && layer.present()) {
        unread.add(layer);
      }
    }
    Walks walks = new Walks(inventories, unread.size(), early);
    List<PassSink> sinks =
        LayerReading.read(
            image,
            unread,
            layer ->
                new PassSink(pass(), options, inventory -> walks.walked(layer.index(), inventory)),
            options.threads());
    long leftOut = 0;
    for (int i = 0; i < unread.size(); i++) {
      ImageLayer layer = unread.get(i);
      LayerInventory inventory = sinks.get(i).finish();
      inventories.set(layer.index(), inventory);
      leftOut += sinks.get(i).leftOut();
      if (!sinks.get(i).failed()) {
        keep(layer, key, inventory, notes);
      }
    }
    boolean hasMore = sinks.stream().anyMatch(PassSink::hasMore);
    ImageInventory whole =
        walks.whole().filter(all -> !hasMore).orElseGet(() -> LayerStack.image(inventories));
    return new ScanResult(withGaps(whole, image.gaps()), leftOut, cached, notes);
  }

  /**
   * Scans a directory.
   *
   * @throws IOException if the root itself cannot be read
   */
  public ScanResult directory(Path root, Limits limits) throws IOException {
    PassSink sink = new PassSink(pass(), options, inventory -> {});
    DirectoryTree.read(root, sink, limits, false);
    return new ScanResult(LayerStack.directory(sink.finish()), sink.leftOut(), 0, List.of());
  }

  /** Lays the layers over one another when the last one has been walked. Thread-safe. */
  private static final class Walks {
    private final List<LayerInventory> inventories;
    private final Early early;
    private int left;
    private Optional<ImageInventory> whole = Optional.empty();

    Walks(List<LayerInventory> kept, int left, Early early) {
      this.inventories = new ArrayList<>(kept);
      this.left = left;
      this.early = early;
    }

    void walked(int index, LayerInventory inventory) throws IOException {
      ImageInventory all;
      synchronized (this) {
        inventories.set(index, inventory);
        if (--left > 0) {
          return;
        }
        all = LayerStack.image(inventories);
        whole = Optional.of(all);
      }
      early.take(all);
    }

    synchronized Optional<ImageInventory> whole() {
      return whole;
    }
  }

  private LayerPass pass() {
    List<ContentInspector> inspectors = new ArrayList<>();
    for (ContentInspector.Factory factory : options.inspectors()) {
      inspectors.add(factory.open());
    }
    return new LayerPass(table, inspectors, options.declared());
  }

  /** What a kept inventory depends on beside the layer. */
  private String key() {
    StringBuilder key = new StringBuilder(table.versions());
    key.append(options.declared() ? "declared" : "installed");
    key.append(options.artifacts().isEmpty() ? "" : " artifacts");
    for (ContentInspector.Factory factory : options.inspectors()) {
      key.append(' ').append(factory.key());
    }
    return key.toString();
  }

  private boolean cached() {
    return options.cache().isPresent()
        && options.leftOut().isEmpty()
        && options.artifacts().isEmpty();
  }

  private Optional<LayerInventory> kept(ImageLayer layer, String key, List<String> notes) {
    if (!cached()) {
      return Optional.empty();
    }
    return switch (options.cache().orElseThrow().find(layer.diffId(), key)) {
      case LayerCache.Answer.Hit hit -> Optional.of(hit.inventory());
      case LayerCache.Answer.Miss miss -> Optional.empty();
      case LayerCache.Answer.Broken broken -> {
        notes.add(broken.why());
        yield Optional.empty();
      }
    };
  }

  private void keep(ImageLayer layer, String key, LayerInventory read, List<String> notes) {
    if (!cached()) {
      return;
    }
    try {
      options.cache().orElseThrow().keep(layer.diffId(), key, read);
    } catch (IOException e) {
      notes.add(e.toString());
    }
  }

  private static ImageInventory withGaps(ImageInventory inventory, List<Gap> more) {
    if (more.isEmpty()) {
      return inventory;
    }
    List<Gap> gaps = new ArrayList<>(inventory.gaps());
    gaps.addAll(more);
    return new ImageInventory(
        inventory.operatingSystem(),
        inventory.components(),
        inventory.owned(),
        inventory.deleted(),
        inventory.findings(),
        gaps);
  }
}
