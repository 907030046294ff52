package dev.sekisho.scan.inventory;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.scan.format.ByteSource;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Goes over one layer or directory once, with all analyzers and inspectors. Used by one thread.
 *
 * <p>What an analyzer or inspector cannot read is a gap, whatever the reason: a defect of ours on
 * hostile content must neither end the scan nor be silent.
 */
public final class LayerPass {
  private static final int AT_ONCE = 16 << 20;
  private static final int GAPS = 10_000;

  private final AnalyzerTable table;
  private final List<ContentInspector> inspectors;
  private final boolean declared;
  private final Facts facts = new Facts();
  private final List<Gap> unread = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final PathHashes.Builder files = new PathHashes.Builder();
  private final List<String> removed = new ArrayList<>();
  private final List<String> opaque = new ArrayList<>();
  private final Map<String, byte[]> databases = new HashMap<>();
  private final Map<String, byte[]> logs = new HashMap<>();

  /**
   * @param declared whether lock files and manifests of projects are read too, rather than only
   *     what is installed
   */
  public LayerPass(AnalyzerTable table, List<ContentInspector> inspectors, boolean declared) {
    this.table = table;
    this.inspectors = List.copyOf(inspectors);
    this.declared = declared;
  }

  /** Notes an entry that is no directory: it hides what lies at its path below. */
  public void entry(String path) {
    files.add(PathHash.of(path));
  }

  /** The layer removes what lies there below, with all that is in it. */
  public void removed(String path) {
    removed.add(path);
  }

  /** What lies in the directory below does not show through. */
  public void opaque(String directory) {
    opaque.add(directory);
  }

  /** Something that the walker does not give. */
  public void gap(Gap gap) {
    if (unread.size() < GAPS) {
      unread.add(gap);
    } else if (unread.size() == GAPS) {
      unread.add(new Gap("", "more than " + GAPS + " gaps: the others are not listed"));
    }
  }

  /** Whether anyone wants the content of a regular file. */
  public boolean wants(String path, long sizeBytes, int mode) {
    if (!analyzers(path, mode).isEmpty()) {
      return true;
    }
    return isInspected(path, sizeBytes, mode);
  }

  private boolean isInspected(FileContent file) {
    return isInspected(file.path(), file.sizeBytes(), file.mode());
  }

  private boolean isInspected(String path, long sizeBytes, int mode) {
    for (ContentInspector inspector : inspectors) {
      if (inspector.wants(path, sizeBytes, mode)) {
        return true;
      }
    }
    return false;
  }

  private List<Analyzer> analyzers(String path, int mode) {
    List<Analyzer> found = table.of(path, mode);
    if (declared || found.isEmpty()) {
      return found;
    }
    for (Analyzer analyzer : found) {
      if (analyzer.declares(path)) {
        return List.of();
      }
    }
    return found;
  }

  /** Gives a regular file to all who want it. */
  public void file(FileContent file) throws IOException {
    String path = file.path();
    if (file.sizeBytes() <= AT_ONCE && isInspected(file)) {
      // Read once for all, rather than in parts first and then whole.
      file.bytes();
    }
    for (Analyzer analyzer : analyzers(path, file.mode())) {
      if (RpmAnalyzer.isSqlite(path)) {
        databases.put(path, copy(file));
      } else if (RpmAnalyzer.isLog(path)) {
        logs.put(path, copy(file));
      } else {
        facts.begin(path);
        guard(path, analyzer.id(), facts::gap, () -> analyzer.analyze(file, facts));
        facts.end();
      }
    }
    for (ContentInspector inspector : inspectors) {
      if (inspector.wants(path, file.sizeBytes(), file.mode())) {
        guard(
            path,
            inspector.getClass().getSimpleName(),
            this::unread,
            () -> inspector.inspect(file, findings::add));
      }
    }
  }

  private static byte[] copy(FileContent file) throws IOException {
    return Arrays.copyOf(file.bytes(), (int) file.sizeBytes());
  }

  /** Something that reads. */
  private interface Reading {
    void run() throws IOException;
  }

  private void unread(String path, String why) {
    gap(new Gap(path, why));
  }

  private static void guard(
      String path, String who, BiConsumer<String, String> gap, Reading reading) throws IOException {
    try {
      reading.run();
    } catch (MalformedException e) {
      gap.accept(path, e.why());
    } catch (RuntimeException e) {
      gap.accept(path, who + " failed on it: " + e);
    }
  }

  /** Whether another pass over the same layer may find more, since an inspector failed. */
  public boolean failed() {
    return inspectors.stream().anyMatch(inspector -> inspector.failure().isPresent());
  }

  /** All of the layer has been given. */
  public LayerInventory finish() throws IOException {
    for (ContentInspector inspector : inspectors) {
      inspector.failure().ifPresent(why -> gap(new Gap("", why)));
    }
    RpmAnalyzer rpm = new RpmAnalyzer();
    for (Map.Entry<String, byte[]> database : databases.entrySet()) {
      String path = database.getKey();
      byte[] found = logs.remove(path + "-wal");
      byte[] log = found == null ? new byte[0] : found;
      facts.begin(path);
      facts.database();
      guard(
          path,
          rpm.id(),
          facts::gap,
          () -> rpm.sqlite(ByteSource.of(database.getValue()), ByteSource.of(log), facts));
      facts.end();
    }
    logs.forEach(
        (path, log) -> {
          if (log.length > 0) {
            facts.gap(path, "is the log of a database that is not in this layer");
          }
        });
    return new LayerInventory(
        facts.components(),
        facts.databases(),
        facts.owners(),
        facts.releases(),
        facts.licensed(),
        findings,
        facts.gaps(),
        unread,
        files.build(),
        removed,
        opaque);
  }
}
