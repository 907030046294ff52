package dev.sekisho.scan.inventory;

import java.io.IOException;
import java.util.List;

/**
 * Reads one kind of file that names software. To add one: a class, a word in {@code permits}, a
 * line in {@link AnalyzerTable}, a fixture.
 *
 * <p>Instances hold no state and may be used by several threads.
 */
public sealed interface Analyzer
    permits ApkAnalyzer,
        BitnamiAnalyzer,
        CargoLockAnalyzer,
        ComposerAnalyzer,
        ConanAnalyzer,
        DotnetAnalyzer,
        DpkgAnalyzer,
        DpkgCopyrightAnalyzer,
        ElixirAnalyzer,
        ExecutableAnalyzer,
        GoModuleAnalyzer,
        GradleLockAnalyzer,
        JavaArchiveAnalyzer,
        MavenAnalyzer,
        NodeLockAnalyzer,
        NodePackageAnalyzer,
        OsReleaseAnalyzer,
        PnpmLockAnalyzer,
        PubspecLockAnalyzer,
        PythonLockAnalyzer,
        PythonPackageAnalyzer,
        RequirementsAnalyzer,
        RpmAnalyzer,
        RubyAnalyzer,
        SwiftAnalyzer,
        YarnLockAnalyzer {
  /** Kebab-case, shown as a component's {@code foundBy}. */
  String id();

  /** Counted up when its answers change, so that cached layers are read again. */
  int version();

  /**
   * How paths that it may read end: a whole last segment ({@code package.json}), or an ending with
   * its dot ({@code .jar}). {@link #reads} is asked for nothing else, so that a file costs two
   * look-ups and not a question to every analyzer.
   */
  List<String> names();

  /** Whether it reads the file, of which a name or ending is known to be one of {@link #names}. */
  boolean reads(String path);

  /**
   * Whether the file says what a project wants to have, such as a lock file, rather than what is
   * installed. Such files are read in directories of sources, not in images.
   */
  boolean declares(String path);

  /**
   * Reads one file. What it cannot understand becomes a gap; it never throws for what an image
   * contains, but for a {@link dev.sekisho.scan.format.MalformedException}, which the pass turns
   * into a gap.
   *
   * @throws IOException if the input broke off
   */
  void analyze(FileContent file, Facts facts) throws IOException;
}
