package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.format.XmlReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code pom.xml}: dependencies whose version it states itself, by a property or by its own {@code
 * dependencyManagement}. What a parent or an imported POM decides is not read, and told as a gap.
 *
 * @see <a href="https://maven.apache.org/pom.html">POM Reference</a>
 */
public final class MavenAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "maven-pom";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("pom.xml");
  }

  @Override
  public boolean reads(String path) {
    return Declared.isRead(path) && !path.contains("META-INF/maven/");
  }

  /** A dependency as it is written. */
  private record Dependency(String group, String name, String version, String scope, int line) {}

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    XmlReader xml = new XmlReader(file.bytes(), (int) file.sizeBytes());
    Map<String, String> properties = new HashMap<>();
    Map<String, String> managed = new HashMap<>();
    List<Dependency> dependencies = new ArrayList<>();
    Map<String, String> fields = new HashMap<>();
    int line = 1;
    while (xml.next()) {
      String path = xml.path();
      if (xml.isStart()) {
        if (path.endsWith("/dependencies/dependency")) {
          fields.clear();
          line = xml.line();
        }
        continue;
      }
      if (path.startsWith("project/properties/")) {
        properties.put(xml.name(), xml.text());
      } else if (path.startsWith("project/parent/")) {
        properties.put("project.parent." + xml.name(), xml.text());
        properties.putIfAbsent("project." + xml.name(), xml.text());
      } else if (path.equals("project/" + xml.name())) {
        properties.put("project." + xml.name(), xml.text());
      } else if (path.endsWith("/dependencies/dependency")) {
        Dependency dependency = dependency(fields, line);
        if (path.startsWith("project/dependencyManagement")) {
          managed.put(dependency.group() + ":" + dependency.name(), dependency.version());
        } else if (path.equals("project/dependencies/dependency")) {
          dependencies.add(dependency);
        }
      } else if (path.endsWith("/dependencies/dependency/" + xml.name())) {
        fields.put(xml.name(), xml.text());
      }
    }
    report(dependencies, managed, properties, facts);
  }

  private static Dependency dependency(Map<String, String> fields, int line) {
    return new Dependency(
        fields.getOrDefault("groupId", ""),
        fields.getOrDefault("artifactId", ""),
        fields.getOrDefault("version", ""),
        fields.getOrDefault("scope", ""),
        line);
  }

  private void report(
      List<Dependency> dependencies,
      Map<String, String> managed,
      Map<String, String> properties,
      Facts facts)
      throws MalformedException {
    List<String> open = new ArrayList<>();
    for (Dependency one : dependencies) {
      String group = resolve(one.group(), properties);
      String name = resolve(one.name(), properties);
      String stated =
          one.version().isEmpty()
              ? managed.getOrDefault(one.group() + ":" + one.name(), "")
              : one.version();
      String version = resolve(stated, properties);
      if (name.isEmpty()) {
        throw new MalformedException("line " + one.line() + ": a dependency without artifactId");
      }
      if (version.isEmpty() || version.contains("${") || version.contains("[")) {
        open.add(group + ":" + name);
        continue;
      }
      facts.component(
          id(),
          Purl.of("maven", group, name, version),
          one.scope().equals("test") ? Scope.DEVELOPMENT : Scope.RUNTIME,
          one.line());
    }
    if (!open.isEmpty()) {
      facts.gap(
          open.size()
              + " dependencies have a version that another POM decides: "
              + String.join(", ", open.subList(0, Math.min(5, open.size()))));
    }
  }

  /** A few rounds, since properties name properties, and may do so in a circle. */
  private static String resolve(String text, Map<String, String> properties) {
    String value = text;
    for (int round = 0; round < 8 && value.contains("${") && value.length() < 1024; round++) {
      int open = value.indexOf("${");
      int close = value.indexOf('}', open);
      if (close < 0) {
        return value;
      }
      String name = value.substring(open + 2, close).replaceFirst("^pom\\.", "project.");
      String known = properties.get(name);
      if (known == null) {
        return value;
      }
      value = value.substring(0, open) + known + value.substring(close + 1);
    }
    return value;
  }
}
