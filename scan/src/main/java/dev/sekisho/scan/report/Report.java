package dev.sekisho.scan.report;

import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.io.OutputStream;

/** One format of a report. Every text of an image's is made inert for the format. */
public sealed interface Report
    permits CycloneDxReport,
        GithubReport,
        GitlabReport,
        HtmlReport,
        JsonReport,
        JunitReport,
        SarifReport,
        SpdxReport {
  /**
   * Writes the whole report and leaves the stream open.
   *
   * @throws IOException if the stream does
   */
  void write(ScanReport report, OutputStream out) throws IOException;
}
