package dev.sekisho.scan.inventory;

import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The main section of a {@code MANIFEST.MF}, and what it says of the archive's name.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/specs/jar/jar.html">JAR
 *     specification</a>
 */
record JavaManifest(Map<String, String> attributes) {
  static final JavaManifest NONE = new JavaManifest(Map.of());

  static JavaManifest read(byte[] bytes) {
    Map<String, String> attributes = new HashMap<>();
    Lines lines = new Lines(bytes, bytes.length);
    String key = "";
    StringBuilder value = new StringBuilder();
    while (lines.next() && lines.start() < lines.end()) {
      String line = lines.text();
      if (line.startsWith(" ")) {
        value.append(line, 1, line.length());
        continue;
      }
      attributes.put(key, value.toString().strip());
      int colon = line.indexOf(':');
      key = colon < 0 ? "" : line.substring(0, colon);
      value.setLength(0);
      value.append(line, colon + 1, line.length());
    }
    attributes.put(key, value.toString().strip());
    return new JavaManifest(attributes);
  }

  List<String> licences() {
    String licence = attributes.getOrDefault("Bundle-License", "");
    return licence.isEmpty() || licence.length() > 300 ? List.of() : List.of(licence);
  }

  /** Empty if what is known does not make a name and a version. */
  Optional<Purl> purl(JavaFileName file) {
    String artifact = file.artifact();
    String version = file.version();
    if (version.isEmpty()) {
      version = first("Implementation-Version", "Bundle-Version", "Specification-Version");
      int space = version.indexOf(' ');
      version = space < 0 ? version : version.substring(0, space);
    }
    if (artifact.isEmpty() || version.isEmpty() || !Character.isDigit(version.charAt(0))) {
      return Optional.empty();
    }
    return Optional.of(Purl.of("maven", group(artifact, version), artifact, version));
  }

  /** Empty if neither the manifest nor what is known of well-known archives says it. */
  private String group(String artifact, String version) {
    String known = JavaGroups.of(artifact, version);
    if (!known.isEmpty()) {
      return known;
    }
    String vendor = first("Implementation-Vendor-Id");
    if (isGroup(vendor)) {
      return vendor;
    }
    String symbolic = first("Bundle-SymbolicName");
    int semicolon = symbolic.indexOf(';');
    symbolic = (semicolon < 0 ? symbolic : symbolic.substring(0, semicolon)).strip();
    if (symbolic.endsWith("." + artifact) && isGroup(symbolic)) {
      return symbolic.substring(0, symbolic.length() - artifact.length() - 1);
    }
    if (isGroup(symbolic)) {
      return symbolic;
    }
    String module = first("Automatic-Module-Name");
    return isGroup(module) ? module : "";
  }

  private String first(String... names) {
    for (String name : names) {
      String value = attributes.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** Such as {@code org.apache.commons}: two words of lower case or more. */
  private static boolean isGroup(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean good = Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
      if (!good) {
        return false;
      }
    }
    return true;
  }
}
