package dev.sekisho.scan.inventory;

import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Installed Python packages: {@code *.dist-info/METADATA}, {@code *.egg-info/PKG-INFO}, {@code
 * *.egg-info} as a file, {@code EGG-INFO/PKG-INFO}.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/core-metadata/">Core
 *     metadata</a>
 */
public final class PythonPackageAnalyzer implements Analyzer {
  private static final String CLASSIFIER = "Classifier: License :: ";

  @Override
  public String id() {
    return "python-package";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("METADATA", "PKG-INFO", ".egg-info");
  }

  @Override
  public boolean reads(String path) {
    return path.endsWith(".dist-info/METADATA")
        || path.endsWith(".egg-info/PKG-INFO")
        || path.endsWith("EGG-INFO/PKG-INFO")
        || path.endsWith(".egg-info");
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    String name = "";
    String version = "";
    String expression = "";
    String licence = "";
    List<String> classifiers = new ArrayList<>();
    while (lines.next() && !lines.blank()) {
      name = name.isEmpty() ? lines.after("Name:", name) : name;
      version = version.isEmpty() ? lines.after("Version:", version) : version;
      expression = lines.after("License-Expression:", expression);
      licence = lines.after("License:", licence);
      if (lines.startsWith(CLASSIFIER)) {
        String text = lines.text();
        classifiers.add(text.substring(text.lastIndexOf("::") + 2).strip());
      }
    }
    if (name.isEmpty() || version.isEmpty()) {
      facts.gap("has no name and version");
      return;
    }
    List<String> licences =
        !expression.isEmpty()
            ? List.of(expression)
            : !classifiers.isEmpty()
                ? classifiers
                : licence.isEmpty() || licence.equals("UNKNOWN") || licence.length() > 200
                    ? List.of()
                    : List.of(licence);
    facts.component(id(), Purl.of("pypi", "", name, version), licences);
  }
}
