package dev.sekisho.scan.inventory;

import dev.sekisho.scan.format.ExecutableFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What Go and Rust programs say they were built from. */
public final class ExecutableAnalyzer implements Analyzer {
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
      case "py", "pl", "pm", "sh", "bash", "rb", "js", "ts", "mjs", "json", "md", "txt", "html",
          "css", "h", "c", "go", "rs", "java", "xml", "yaml", "yml", "conf", "png", "svg", "gif",
          "jpg", "map", "lua", "php", "tcl", "awk", "el", "vim", "class", "gz", "xz", "bz2", "zip" ->
          false;
      default -> true;
    };
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    if (file.sizeBytes() < 64) {
      return;
    }
    byte[] magic = file.read(0, 4);
    if (!program(magic)) {
      return;
    }
    Optional<ExecutableFile> program = ExecutableFile.open(file);
    if (program.isPresent()) {
      GoBuild.read(program.get(), facts);
      RustBuild.read(program.get(), facts);
    }
  }

  /** The first bytes of ELF, PE and Mach-O, so that nothing else is opened. */
  private static boolean program(byte[] magic) {
    return switch (magic[0]) {
      case 0x7f -> magic[1] == 'E' && magic[2] == 'L' && magic[3] == 'F';
      case 'M' -> magic[1] == 'Z';
      case (byte) 0xfe -> magic[1] == (byte) 0xed && magic[2] == (byte) 0xfa;
      case (byte) 0xce, (byte) 0xcf ->
          magic[1] == (byte) 0xfa && magic[2] == (byte) 0xed && magic[3] == (byte) 0xfe;
      case (byte) 0xca -> magic[1] == (byte) 0xfe && magic[2] == (byte) 0xba;
      default -> false;
    };
  }
}
