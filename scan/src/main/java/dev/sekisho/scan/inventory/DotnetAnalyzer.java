package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.format.XmlReader;
import java.io.IOException;
import java.util.List;

/**
 * .NET: {@code *.deps.json} of published programs, {@code packages.lock.json}, {@code
 * packages.config}.
 */
public final class DotnetAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "dotnet";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(".json", "packages.config");
  }

  @Override
  public boolean reads(String path) {
    return path.endsWith(".deps.json")
        || ((path.endsWith("packages.lock.json") || path.endsWith("packages.config"))
            && Declared.isRead(path));
  }

  @Override
  public boolean declares(String path) {
    return !path.endsWith(".deps.json");
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    byte[] bytes = file.bytes();
    int length = (int) file.sizeBytes();
    if (file.path().endsWith(".deps.json")) {
      published(new JsonReader(bytes, length), facts);
    } else if (file.path().endsWith(".json")) {
      lock(new JsonReader(bytes, length), facts);
    } else {
      configuration(new XmlReader(bytes, length), facts);
    }
  }

  /** {@code "libraries": {"Newtonsoft.Json/13.0.1": {"type": "package"}}}. */
  private void published(JsonReader json, Facts facts) throws MalformedException {
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      if (!json.name().equals("libraries")) {
        json.skip();
        continue;
      }
      if (!json.object()) {
        continue;
      }
      while (json.hasNext()) {
        String key = json.name();
        String type = "";
        if (!json.object()) {
          continue;
        }
        while (json.hasNext()) {
          if (json.name().equals("type")) {
            type = json.string();
          } else {
            json.skip();
          }
        }
        int slash = key.lastIndexOf('/');
        if (slash > 0 && (type.equals("package") || type.equals("runtimepack"))) {
          String name = key.substring(0, slash).replaceFirst("^runtimepack\\.", "");
          facts.component(id(), Purl.of("nuget", "", name, key.substring(slash + 1)));
        }
      }
    }
  }

  /** {@code "dependencies": {"net8.0": {"Newtonsoft.Json": {"resolved": "13.0.1"}}}}. */
  private void lock(JsonReader json, Facts facts) throws MalformedException {
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      if (!json.name().equals("dependencies")) {
        json.skip();
        continue;
      }
      if (!json.object()) {
        continue;
      }
      while (json.hasNext()) {
        json.name();
        if (json.object()) {
          while (json.hasNext()) {
            resolved(json, facts);
          }
        }
      }
    }
  }

  private void resolved(JsonReader json, Facts facts) throws MalformedException {
    String name = json.name();
    String version = "";
    String type = "";
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "resolved" -> version = json.string();
        case "type" -> type = json.string();
        default -> json.skip();
      }
    }
    if (!type.equals("Project") && !version.isEmpty() && !name.isEmpty()) {
      facts.component(id(), Purl.of("nuget", "", name, version));
    }
  }

  /** {@code <package id="Newtonsoft.Json" version="13.0.1" />}. */
  private void configuration(XmlReader xml, Facts facts) throws MalformedException {
    while (xml.next()) {
      if (xml.isStart() && xml.name().equals("package")) {
        String name = xml.attribute("id");
        String version = xml.attribute("version");
        boolean development = xml.attribute("developmentDependency").equals("true");
        if (!name.isEmpty() && !version.isEmpty()) {
          facts.component(
              id(),
              Purl.of("nuget", "", name, version),
              development ? Scope.DEVELOPMENT : Scope.RUNTIME,
              xml.line());
        }
      }
    }
  }
}
