package dev.sekisho.scan.report;

import dev.sekisho.scan.report.SbomParts.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** CycloneDX as XML. Documents that declare a DTD or entities are refused. */
final class SbomXml {
  private static final int MAXIMUM_DEPTH = 64;

  private final XMLStreamReader xml;
  private final SbomParts parts;
  private final Deque<Part> open = new ArrayDeque<>();
  private final Deque<String> path = new ArrayDeque<>();

  private SbomXml(XMLStreamReader xml, SbomParts parts) {
    this.xml = xml;
    this.parts = parts;
  }

  static Sbom read(InputStream in, SbomParts parts) throws IOException, XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader xml = factory.createXMLStreamReader(in);
    return new SbomXml(xml, parts).document();
  }

  private Sbom document() throws XMLStreamException, IOException {
    String namespace = "";
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw new SbomReader.SbomFormatException("the document declares a DTD");
        case XMLStreamConstants.START_ELEMENT -> {
          if (path.isEmpty()) {
            namespace = xml.getNamespaceURI() == null ? "" : xml.getNamespaceURI();
            if (!xml.getLocalName().equals("bom") || !namespace.contains("cyclonedx.org")) {
              throw new SbomReader.SbomFormatException(
                  "the root element is <" + xml.getLocalName() + ">, not CycloneDX's <bom>");
            }
          }
          path.push(xml.getLocalName());
          if (path.size() > MAXIMUM_DEPTH) {
            throw new SbomReader.SbomFormatException("nested deeper than " + MAXIMUM_DEPTH);
          }
          start();
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (path.pop().equals("component") && !open.isEmpty()) {
            end(open.pop());
          }
        }
        default -> {}
      }
    }
    return parts.result("CycloneDX " + namespace.replaceFirst(".*/", "") + " XML");
  }

  private void start() throws XMLStreamException {
    String name = path.peek();
    if (name == null) {
      return;
    }
    if (name.equals("component")) {
      Part part = new Part();
      String type = xml.getAttributeValue(null, "type");
      part.isSystem = "operating-system".equals(type);
      open.push(part);
      return;
    }
    Part part = open.peek();
    if (part == null) {
      return;
    }
    String parent = path.stream().skip(1).findFirst().orElse("");
    switch (name) {
      case "name", "id", "expression" -> text(name, parent, part);
      case "version" -> {
        if (parent.equals("component")) part.version = take();
      }
      case "purl" -> part.purl = take();
      case "property" -> {
        String key = xml.getAttributeValue(null, "name");
        part.properties.put(key == null ? "" : key, take());
      }
      default -> {}
    }
  }

  private void text(String name, String parent, Part part) throws XMLStreamException {
    if (name.equals("name") && parent.equals("component")) {
      part.name = take();
    } else if (parent.equals("license") || name.equals("expression")) {
      part.licences.add(take());
    }
  }

  /** The element's text; reading it moves past its end. */
  private String take() throws XMLStreamException {
    path.pop();
    return xml.getElementText().strip();
  }

  private void end(Part part) {
    boolean isTarget = path.contains("metadata");
    if (isTarget) {
      parts.name(part.name);
    } else {
      parts.add(part);
    }
  }
}
