package dev.sekisho.scan.report;

import dev.sekisho.scan.report.SbomParts.Part;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * SPDX 2.x as tag-value.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/conformance/">SPDX 2.3</a>
 */
final class SpdxTagValue {
  private SpdxTagValue() {}

  static Sbom read(BufferedReader in, SbomParts parts) throws IOException {
    String version = "";
    Part part = null;
    boolean inText = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (inText) {
        inText = !line.contains("</text>");
        continue;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || line.startsWith("#")) {
        continue;
      }
      String value = line.substring(colon + 1).strip();
      inText = value.startsWith("<text>") && !value.contains("</text>");
      switch (line.substring(0, colon).strip()) {
        case "SPDXVersion" -> version = value.replace("SPDX-", "");
        case "DocumentName" -> parts.name(value);
        case "PackageName" -> {
          if (part != null) parts.add(part);
          part = new Part();
          part.name = value;
        }
        default -> field(part, line.substring(0, colon).strip(), value);
      }
    }
    if (version.isEmpty()) {
      throw new SbomReader.SbomFormatException("it is neither JSON nor XML and has no SPDXVersion");
    }
    if (part != null) parts.add(part);
    return parts.result("SPDX " + version + " tag-value");
  }

  private static void field(
      @org.jspecify.annotations.Nullable Part part, String tag, String value) {
    if (part == null) {
      return;
    }
    switch (tag) {
      case "PackageVersion" -> part.version = value;
      case "PrimaryPackagePurpose" -> part.isSystem = value.equals("OPERATING-SYSTEM");
      case "PackageLicenseDeclared" -> {
        if (!value.equals("NOASSERTION") && !value.equals("NONE")) part.licences.add(value);
      }
      case "ExternalRef" -> {
        String[] words = value.split("\\s+", 3);
        if (words.length == 3 && words[1].equals("purl")) part.purl = words[2];
      }
      default -> {}
    }
  }
}
