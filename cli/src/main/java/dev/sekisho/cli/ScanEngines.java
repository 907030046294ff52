package dev.sekisho.cli;

import dev.sekisho.model.Gap;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.malware.ClamAv;
import dev.sekisho.scan.malware.HashInspector;
import dev.sekisho.scan.malware.HashList;
import dev.sekisho.scan.malware.YaraInspector;
import dev.sekisho.scan.malware.YaraRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engines against malware that the flags ask for; one that is missing is a gap. */
final class ScanEngines implements AutoCloseable {
  private static final String OFF = "off";

  private final List<ContentInspector.Factory> inspectors = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Looks for all that the flags ask for: ClamAV unless it is switched off, the rest as named. */
  static ScanEngines of(ScanFlags flags) {
    ScanEngines engines = new ScanEngines();
    if (!flags.malwareHashes.isEmpty()) {
      engines.hashes(paths(flags.malwareHashes));
    }
    if (!flags.yaraRules.isEmpty()) {
      engines.yara(paths(flags.yaraRules));
    }
    if (!flags.clamd.equals(OFF)) {
      engines.clamav(path(flags.clamd.replaceFirst("^unix://", "")), path(flags.clamavSignatures));
    }
    if (engines.inspectors.isEmpty() && engines.gaps.isEmpty()) {
      throw Exit.INPUT.because("scan-no-engine");
    }
    return engines;
  }

  private static List<Path> paths(List<String> names) {
    return names.stream().map(Path::of).toList();
  }

  private static Optional<Path> path(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
  }

  private void hashes(List<Path> files) {
    try {
      inspectors.add(HashInspector.factory(HashList.read(files)));
    } catch (MalformedException e) {
      throw Exit.INPUT.because("scan-malware-list", e.why());
    } catch (IOException e) {
      throw Exit.INPUT.because("scan-malware-file", Cause.of(e));
    }
  }

  private void yara(List<Path> files) {
    if (!YaraRules.available()) {
      gaps.add(new Gap("YARA", "the library libyara is not installed: no YARA rule was matched"));
      return;
    }
    try {
      YaraRules rules = YaraRules.compile(files);
      open.add(rules);
      inspectors.add(YaraInspector.factory(rules));
    } catch (MalformedException e) {
      throw Exit.INPUT.because("scan-malware-list", e.why());
    } catch (IOException e) {
      throw Exit.INPUT.because("scan-malware-file", Cause.of(e));
    }
  }

  private void clamav(Optional<Path> socket, Optional<Path> signatures) {
    switch (ClamAv.find(socket, signatures)) {
      case ClamAv.Answer.Usable usable -> {
        open.add(usable.engine());
        inspectors.add(usable.engine());
      }
      case ClamAv.Answer.Missing missing -> gaps.add(new Gap("ClamAV", missing.why()));
    }
  }

  List<ContentInspector.Factory> inspectors() {
    return inspectors;
  }

  /** The engines that are missing. */
  List<Gap> gaps() {
    return gaps;
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing engines does not throw", e);
      }
    }
  }
}
