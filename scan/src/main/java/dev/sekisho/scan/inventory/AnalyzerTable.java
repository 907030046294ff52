package dev.sekisho.scan.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which analyzer reads which file. Asked for every file of every layer. */
public final class AnalyzerTable {
  private final List<Analyzer> all;
  private final Map<String, Analyzer[]> byName = new HashMap<>();
  private final ExecutableAnalyzer executables = new ExecutableAnalyzer();

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
            executables,
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
    all =
        licences
            ? analyzers
            : analyzers.stream().filter(a -> !(a instanceof DpkgCopyrightAnalyzer)).toList();
    for (Analyzer analyzer : all) {
      for (String name : analyzer.names()) {
        Analyzer[] before = byName.getOrDefault(name, new Analyzer[0]);
        Analyzer[] more = java.util.Arrays.copyOf(before, before.length + 1);
        more[before.length] = analyzer;
        byName.put(name, more);
      }
    }
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
    if (found.isEmpty() && executables.reads(path, mode)) {
      return List.of(executables);
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
