package dev.sekisho.scan.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.scan.report.SbomParts.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** CycloneDX and SPDX as JSON: streamed, one component at a time. */
final class SbomJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(16 << 20)
                  .maxNumberLength(64)
                  .build())
          .build();

  private SbomJson() {}

  static Sbom read(InputStream in, SbomParts parts) throws IOException {
    ObjectMapper mapper = new ObjectMapper(FACTORY);
    String format = "";
    String version = "";
    try (JsonParser parser = mapper.createParser(in)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "bomFormat" -> format = parser.getText();
          case "specVersion" -> version = parser.getText();
          case "spdxVersion" -> {
            format = "SPDX";
            version = parser.getText().replace("SPDX-", "");
          }
          case "name" -> parts.name(parser.getText());
          case "metadata" -> metadata(mapper.readTree(parser), parts);
          case "components" -> each(parser, mapper, node -> component(node, parts));
          case "packages" -> each(parser, mapper, node -> spdxPackage(node, parts));
          default -> parser.skipChildren();
        }
      }
    }
    if (format.isEmpty()) {
      throw new SbomReader.SbomFormatException(
          "the document has neither \"bomFormat\" nor \"spdxVersion\"");
    }
    return parts.result(format + " " + version + " JSON");
  }

  private interface Each {
    void take(JsonNode node);
  }

  private static void each(JsonParser parser, ObjectMapper mapper, Each each) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
      JsonNode node = mapper.readTree(parser);
      each.take(node);
    }
  }

  private static void metadata(JsonNode metadata, SbomParts parts) {
    String name = metadata.path("component").path("name").asText("");
    if (!name.isEmpty()) {
      parts.name(name);
    }
    Part system = new Part();
    for (JsonNode property : metadata.path("properties")) {
      switch (property.path("name").asText("")) {
        case "sekisho:os:id" -> system.name = property.path("value").asText("");
        case "sekisho:os:version" -> system.version = property.path("value").asText("");
        case "sekisho:gap" -> parts.gap("the bill says: " + property.path("value").asText(""));
        default -> {}
      }
    }
    if (!system.name.isEmpty()) {
      system.isSystem = true;
      parts.add(system);
    }
  }

  private static void component(JsonNode node, SbomParts parts) {
    Part part = new Part();
    part.name = node.path("name").asText("");
    part.version = node.path("version").asText("");
    part.purl = node.path("purl").asText("");
    String type = node.path("type").asText("");
    part.isSystem = type.equals("operating-system");
    for (JsonNode licence : node.path("licenses")) {
      String text =
          licence
              .path("expression")
              .asText(
                  licence
                      .path("license")
                      .path("id")
                      .asText(licence.path("license").path("name").asText("")));
      if (!text.isEmpty()) {
        part.licences.add(text);
      }
    }
    for (JsonNode property : node.path("properties")) {
      part.properties.put(property.path("name").asText(""), property.path("value").asText(""));
    }
    // A file, or a thing that only holds others, is nothing that advisories speak of.
    boolean isHolder = part.purl.isEmpty() && (type.equals("file") || node.has("components"));
    if (!isHolder) {
      parts.add(part);
    }
    for (JsonNode inner : node.path("components")) {
      component(inner, parts);
    }
  }

  private static void spdxPackage(JsonNode node, SbomParts parts) {
    Part part = new Part();
    part.name = node.path("name").asText("");
    part.version = node.path("versionInfo").asText("");
    part.isSystem = node.path("primaryPackagePurpose").asText("").equals("OPERATING-SYSTEM");
    for (JsonNode reference : node.path("externalRefs")) {
      if (reference.path("referenceType").asText("").equals("purl")) {
        part.purl = reference.path("referenceLocator").asText("");
      }
    }
    String licence = node.path("licenseDeclared").asText("");
    if (!licence.isEmpty() && !licence.equals("NOASSERTION") && !licence.equals("NONE")) {
      part.licences.add(licence);
    }
    String purpose = node.path("primaryPackagePurpose").asText("");
    boolean isTarget =
        part.purl.isEmpty()
            && Set.of("CONTAINER", "ARCHIVE", "APPLICATION", "FILE").contains(purpose);
    if (!isTarget) {
      parts.add(part);
    }
  }
}
