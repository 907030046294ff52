package dev.sekisho.scan.inventory;

import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.JsonReader;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What Bitnami builds into its images: a bill of materials beside each component, {@code
 * opt/bitnami/NAME/.spdx-NAME.spdx}, as SPDX JSON. Packages with a purl of its own type are
 * components; the others are parts that other analyzers find.
 */
public final class BitnamiAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "bitnami";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(".spdx");
  }

  @Override
  public boolean reads(String path) {
    return path.startsWith("opt/bitnami/") && path.startsWith(".spdx-", path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    JsonReader json = new JsonReader(file.bytes(), (int) file.sizeBytes());
    if (!json.object()) {
      throw new MalformedException("is no JSON object");
    }
    while (json.hasNext()) {
      if (!json.name().equals("packages")) {
        json.skip();
      } else if (json.array()) {
        while (json.hasNext()) {
          one(json, facts);
        }
      }
    }
  }

  private void one(JsonReader json, Facts facts) throws MalformedException {
    List<String> purls = new ArrayList<>();
    String licence = "";
    if (!json.object()) {
      return;
    }
    while (json.hasNext()) {
      switch (json.name()) {
        case "licenseConcluded", "licenseDeclared" -> {
          String text = json.string();
          licence = text.equals("NOASSERTION") || text.equals("NONE") ? licence : text;
        }
        case "externalRefs" -> references(json, purls);
        default -> json.skip();
      }
    }
    for (String text : purls) {
      try {
        Purl purl = Purl.normalize(text);
        facts.component(id(), purl, licence.isEmpty() ? List.of() : List.of(licence));
      } catch (IllegalArgumentException e) {
        facts.gap("a package URL that is none: " + e.getMessage());
      }
    }
  }

  private static void references(JsonReader json, List<String> purls) throws MalformedException {
    if (!json.array()) {
      return;
    }
    while (json.hasNext()) {
      if (!json.object()) {
        continue;
      }
      while (json.hasNext()) {
        if (json.name().equals("referenceLocator")) {
          String locator = json.string();
          if (locator.startsWith("pkg:bitnami/")) {
            purls.add(locator);
          }
        } else {
          json.skip();
        }
      }
    }
  }
}
