package dev.sekisho.scan;

import dev.sekisho.scan.inventory.ArtifactIndex;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.LayerCache;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a scan looks at.
 *
 * @param components whether software is looked for; else only which distribution it is
 * @param declared whether lock files and manifests of projects are read, rather than only what is
 *     installed: for directories of sources
 * @param licences whether files are read that say nothing but a licence
 * @param inspectors what looks into files beside the analyzers, such as secrets
 * @param cache where inventories of layers are kept; empty to read all layers
 * @param artifacts names Java archives that do not name themselves
 * @param leftOut paths that are not looked at, by the user's wish; a layer read so is not kept
 * @param threads how many layers are read at a time, at least 1
 */
public record ScanOptions(
    boolean components,
    boolean declared,
    boolean licences,
    List<ContentInspector.Factory> inspectors,
    Optional<LayerCache> cache,
    ArtifactIndex artifacts,
    Optional<Predicate<String>> leftOut,
    int threads) {
  public ScanOptions {
    inspectors = List.copyOf(inspectors);
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads: expected at least 1");
    }
  }

  /** What is installed, with as many threads as the machine has processors, at most four. */
  public static ScanOptions installed() {
    return new ScanOptions(
        true,
        false,
        false,
        List.of(),
        Optional.empty(),
        ArtifactIndex.NONE,
        Optional.empty(),
        Math.min(4, Runtime.getRuntime().availableProcessors()));
  }

  public ScanOptions withoutComponents() {
    return new ScanOptions(
        false, declared, licences, inspectors, cache, artifacts, leftOut, threads);
  }

  public ScanOptions withDeclared() {
    return new ScanOptions(
        components, true, licences, inspectors, cache, artifacts, leftOut, threads);
  }

  public ScanOptions withLicences() {
    return new ScanOptions(
        components, declared, true, inspectors, cache, artifacts, leftOut, threads);
  }

  public ScanOptions withInspectors(List<ContentInspector.Factory> more) {
    return new ScanOptions(
        components, declared, licences, more, cache, artifacts, leftOut, threads);
  }

  public ScanOptions withCache(LayerCache directory) {
    return new ScanOptions(
        components,
        declared,
        licences,
        inspectors,
        Optional.of(directory),
        artifacts,
        leftOut,
        threads);
  }

  public ScanOptions withArtifacts(ArtifactIndex index) {
    return new ScanOptions(
        components, declared, licences, inspectors, cache, index, leftOut, threads);
  }

  public ScanOptions withLeftOut(Predicate<String> paths) {
    return new ScanOptions(
        components, declared, licences, inspectors, cache, artifacts, Optional.of(paths), threads);
  }

  public ScanOptions withThreads(int layersAtATime) {
    return new ScanOptions(
        components, declared, licences, inspectors, cache, artifacts, leftOut, layersAtATime);
  }
}
