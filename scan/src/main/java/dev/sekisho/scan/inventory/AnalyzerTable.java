package dev.sekisho.scan.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which analyzer reads which file. Asked for every file of every layer. */
public final class AnalyzerTable {
  private final List<Analyzer> all;
  private final Map<String, Analyzer[]> byName = new HashMap<>();
  private final Optional<ExecutableAnalyzer> executables;

  /** With every analyzer. */
  public AnalyzerTable() {
    this(ArtifactIndex.NONE, true);
  }

  /**
   * With every analyzer and an index.
   *
   * @param artifacts names Java archives that do not name themselves
   * @param licences whether files are read that say nothing but a licence
   */
  public AnalyzerTable(ArtifactIndex artifacts, boolean licences) {
    this(every(artifacts, licences));
  }

  private AnalyzerTable(List<Analyzer> analyzers) {
    all = analyzers;
    executables =
        all.stream()
            .filter(ExecutableAnalyzer.class::isInstance)
            .map(ExecutableAnalyzer.class::cast)
            .findFirst();
    for (Analyzer analyzer : all) {
      for (String name : analyzer.names()) {
        Analyzer[] before = byName.getOrDefault(name, new Analyzer[0]);
        Analyzer[] more = java.util.Arrays.copyOf(before, before.length + 1);
        more[before.length] = analyzer;
        byName.put(name, more);
      }
    }
  }

  /** For scans that ask for no components: only which distribution it is. */
  public static AnalyzerTable ofSystem() {
    return new AnalyzerTable(List.of(new OsReleaseAnalyzer()));
  }

  private static List<Analyzer> every(ArtifactIndex artifacts, boolean licences) {
    List<Analyzer> analyzers =
        List.of(
            new ApkAnalyzer(),
            new BitnamiAnalyzer(),
            new CargoLockAnalyzer(),
            new ComposerAnalyzer(),
            new ConanAnalyzer(),
            new DotnetAnalyzer(),
            new DpkgAnalyzer(),
            new DpkgCopyrightAnalyzer(),
            new ElixirAnalyzer(),
            new ExecutableAnalyzer(),
            new GoModuleAnalyzer(),
            new GradleLockAnalyzer(),
            new JavaArchiveAnalyzer(artifacts),
            new MavenAnalyzer(),
            new NodeLockAnalyzer(),
            new NodePackageAnalyzer(),
            new OsReleaseAnalyzer(),
            new PnpmLockAnalyzer(),
            new PubspecLockAnalyzer(),
            new PythonLockAnalyzer(),
            new PythonPackageAnalyzer(),
            new RequirementsAnalyzer(),
            new RpmAnalyzer(),
            new RubyAnalyzer(),
            new SwiftAnalyzer(),
            new YarnLockAnalyzer());
    return licences
        ? analyzers
        : analyzers.stream().filter(a -> !(a instanceof DpkgCopyrightAnalyzer)).toList();
  }

  /** Sorted by name. */
  public List<Analyzer> all() {
    return all;
  }

  /** Id and version of each, as a key of caches. */
  public String versions() {
    StringBuilder text = new StringBuilder();
    for (Analyzer analyzer : all) {
      text.append(analyzer.id()).append(':').append(analyzer.version()).append(' ');
    }
    return text.toString();
  }

  /**
   * Who reads the file; empty for most.
   *
   * @param mode its permission bits: executables are looked into whatever their name
   */
  public List<Analyzer> of(String path, int mode) {
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    List<Analyzer> found = List.of();
    if (path.startsWith(DpkgAnalyzer.STATUS_DIRECTORY)) {
      found = with(found, byName.get(DpkgAnalyzer.STATUS_DIRECTORY), path);
    }
    found = with(found, byName.get(path.substring(slash + 1)), path);
    if (dot > slash + 1) {
      found = with(found, byName.get(path.substring(dot)), path);
    }
    if (found.isEmpty() && executables.isPresent() && executables.get().reads(path, mode)) {
      return List.of(executables.get());
    }
    return found;
  }

  private static List<Analyzer> with(
      List<Analyzer> found,
      Analyzer @org.jspecify.annotations.Nullable [] candidates,
      String path) {
    if (candidates == null) {
      return found;
    }
    List<Analyzer> more = found;
    for (Analyzer analyzer : candidates) {
      if (analyzer.reads(path) && !more.contains(analyzer)) {
        more = new ArrayList<>(more);
        more.add(analyzer);
      }
    }
    return more;
  }
}
