package dev.sekisho.scan.inventory;

import dev.sekisho.scan.format.ExecutableFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What Go and Rust programs say they were built from. */
public final class ExecutableAnalyzer implements Analyzer {
  private static final List<String> SECTIONS =
      List.of(GoBuild.SECTION, GoBuild.APPLE_SECTION, RustBuild.SECTION, RustBuild.APPLE_SECTION);

  @Override
  public String id() {
    return "executable";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(".exe", ".dll");
  }

  @Override
  public boolean reads(String path) {
    return path.endsWith(".exe") || path.endsWith(".dll");
  }

  /** Whatever may be executed, but for what its ending says is a text. */
  boolean reads(String path, int mode) {
    if ((mode & 0111) == 0) {
      return false;
    }
    int dot = path.lastIndexOf('.');
    if (dot < path.lastIndexOf('/')) {
      return true;
    }
    return switch (path.substring(dot + 1)) {
      case "py",
          "pl",
          "pm",
          "sh",
          "bash",
          "rb",
          "js",
          "ts",
          "mjs",
          "json",
          "md",
          "txt",
          "html",
          "css",
          "h",
          "c",
          "go",
          "rs",
          "java",
          "xml",
          "yaml",
          "yml",
          "conf",
          "png",
          "svg",
          "gif",
          "jpg",
          "map",
          "lua",
          "php",
          "tcl",
          "awk",
          "el",
          "vim",
          "class",
          "gz",
          "xz",
          "bz2",
          "zip" ->
          false;
      default -> true;
    };
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    if (file.sizeBytes() < 64) {
      return;
    }
    Optional<ExecutableFile> program = ExecutableFile.open(file, SECTIONS);
    if (program.isPresent()) {
      GoBuild.read(program.get(), facts);
      RustBuild.read(program.get(), facts);
    }
  }
}
