package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.JsonReader.Kind;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** PHP: {@code vendor/composer/installed.json} of Composer 1 and 2, and {@code composer.lock}. */
public final class ComposerAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "composer";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("installed.json", "composer.lock");
  }

  @Override
  public boolean reads(String path) {
    return path.endsWith("composer/installed.json")
        || (path.endsWith("composer.lock") && Declared.isRead(path));
  }

  @Override
  public boolean declares(String path) {
    return path.endsWith(".lock");
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    JsonReader json = new JsonReader(file.bytes(), (int) file.sizeBytes());
    if (json.peek() == Kind.ARRAY) {
      packages(json, Scope.RUNTIME, facts);
      return;
    }
    if (!json.object()) {
      throw new MalformedException("is neither a JSON object nor an array");
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "packages" -> packages(json, Scope.RUNTIME, facts);
        case "packages-dev" -> packages(json, Scope.DEVELOPMENT, facts);
        default -> json.skip();
      }
    }
  }

  private void packages(JsonReader json, Scope scope, Facts facts) throws MalformedException {
    if (!json.array()) {
      return;
    }
    while (json.hasNext()) {
      String name = "";
      String version = "";
      List<String> licences = List.of();
      if (!json.object()) {
        continue;
      }
      while (json.hasNext()) {
        switch (json.name()) {
          case "name" -> name = json.string();
          case "version" -> version = json.string();
          case "license" -> licences = NodePackageAnalyzer.licences(json);
          default -> json.skip();
        }
      }
      int slash = name.indexOf('/');
      if (slash <= 0 || slash + 1 == name.length() || version.isEmpty()) {
        facts.gap("a package without vendor, name and version");
        continue;
      }
      facts.component(
          id(),
          Purl.of("composer", name.substring(0, slash), name.substring(slash + 1), version),
          Optional.<Component.Source>empty(),
          licences,
          OptionalInt.empty(),
          scope,
          facts.path());
    }
  }
}
