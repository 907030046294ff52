package dev.sekisho.scan.report;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What build servers show as tests: a finding is a failure, a gap an error, a clean target a pass.
 */
public final class JunitReport implements Report {
  private final Words words;

  /**
   * One in the reader's language.
   *
   * @param words the language of the messages
   */
  public JunitReport(Words words) {
    this.words = words;
  }

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      xml.writeStartDocument("UTF-8", "1.0");
      suites(xml, report);
      xml.writeEndDocument();
      xml.flush();
      out.write('\n');
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private void suites(XMLStreamWriter xml, ScanReport report) throws XMLStreamException {
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", "sekisho");
    suite(xml, report, "vulnerabilities", Contents.of(report, Finding.Vulnerability.class));
    suite(xml, report, "secrets", Contents.of(report, Finding.Secret.class));
    suite(xml, report, "malware", Contents.of(report, Finding.Malware.class));
    suite(xml, report, "misconfigurations", Contents.of(report, Finding.Misconfiguration.class));
    gaps(xml, report);
    xml.writeEndElement();
  }

  private void suite(
      XMLStreamWriter xml, ScanReport report, String kind, List<? extends Finding> findings)
      throws XMLStreamException {
    String name = inert(report.target().name());
    start(xml, kind, name, Math.max(1, findings.size()), findings.size(), 0, report);
    if (findings.isEmpty()) {
      testcase(xml, kind, name);
      xml.writeEndElement();
    }
    for (Finding finding : findings) {
      testcase(
          xml,
          kind,
          inert(
              "["
                  + Contents.severity(finding)
                  + "] "
                  + finding.id()
                  + " "
                  + Contents.location(finding).path()));
      xml.writeStartElement("failure");
      xml.writeAttribute("type", Contents.severity(finding));
      xml.writeAttribute("message", inert(words.title(finding)));
      xml.writeCharacters(inert(words.sentence(finding) + "\n" + words.advice(finding)));
      xml.writeEndElement();
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void gaps(XMLStreamWriter xml, ScanReport report) throws XMLStreamException {
    if (report.gaps().isEmpty()) {
      return;
    }
    String name = inert(report.target().name());
    start(xml, "gaps", name, report.gaps().size(), 0, report.gaps().size(), report);
    for (Gap gap : report.gaps()) {
      testcase(xml, "gaps", inert(gap.where()));
      xml.writeStartElement("error");
      xml.writeAttribute("type", "gap");
      xml.writeAttribute("message", inert(words.of("gap", gap.where(), gap.why())));
      xml.writeEndElement();
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void start(
      XMLStreamWriter xml,
      String kind,
      String name,
      int tests,
      int failures,
      int errors,
      ScanReport report)
      throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name + " " + kind);
    xml.writeAttribute("tests", String.valueOf(tests));
    xml.writeAttribute("failures", String.valueOf(failures));
    xml.writeAttribute("errors", String.valueOf(errors));
    xml.writeAttribute("timestamp", report.createdAt().toString());
  }

  private static void testcase(XMLStreamWriter xml, String kind, String name)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", kind);
    xml.writeAttribute("name", name);
  }

  /** Characters that XML 1.0 cannot hold, even escaped. */
  static String inert(String text) {
    return text.codePoints()
        .map(point -> isXml(point) ? point : 0xfffd)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isXml(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= 0x20 && point <= 0xd7ff)
        || (point >= 0xe000 && point <= 0xfffd)
        || point >= 0x10000;
  }
}
