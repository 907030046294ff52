package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.TomlReader;
import java.io.IOException;
import java.util.List;

/**
 * {@code Cargo.lock}.
 *
 * @see <a href="https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html">The Cargo
 *     Book</a>
 */
public final class CargoLockAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "cargo-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("Cargo.lock");
  }

  @Override
  public boolean reads(String path) {
    return Declared.isRead(path);
  }

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    TomlReader toml = new TomlReader(file.bytes(), (int) file.sizeBytes());
    String name = "";
    String version = "";
    int line = 1;
    while (toml.next()) {
      if (toml.isTable()) {
        add(name, version, line, facts);
        name = "";
        version = "";
        line = toml.line();
      } else if (toml.table().equals("package")) {
        switch (toml.key()) {
          case "name" -> name = toml.value();
          case "version" -> version = toml.value();
          default -> {}
        }
      }
    }
    add(name, version, line, facts);
  }

  private void add(String name, String version, int line, Facts facts) {
    if (!name.isEmpty()) {
      facts.component(id(), Purl.of("cargo", "", name, version), Scope.RUNTIME, line);
    }
  }
}
