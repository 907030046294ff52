package dev.sekisho.scan.inventory;

import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Licences of Debian packages, which their database does not hold: {@code
 * usr/share/doc/PACKAGE/copyright}. Asked for only where licences are wanted: it is a file for each
 * package.
 *
 * @see <a
 *     href="https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/">Machine-readable
 *     copyright files</a>
 */
public final class DpkgCopyrightAnalyzer implements Analyzer {
  private static final String DIRECTORY = "usr/share/doc/";
  private static final String COMMON = "/usr/share/common-licenses/";
  private static final int MOST = 50;

  @Override
  public String id() {
    return "dpkg-copyright";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("copyright");
  }

  @Override
  public boolean reads(String path) {
    return path.startsWith(DIRECTORY)
        && path.indexOf('/', DIRECTORY.length()) == path.lastIndexOf('/');
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    Set<String> stated = new TreeSet<>();
    Set<String> common = new TreeSet<>();
    while (lines.next()) {
      String licence = lines.after("License:", "");
      if (!licence.isEmpty() && licence.length() <= 100 && stated.size() < MOST) {
        stated.add(licence);
      } else if (lines.end() - lines.start() < 1000 && common.size() < MOST) {
        common(lines.text(), common);
      }
    }
    String path = file.path();
    String name = path.substring(DIRECTORY.length(), path.lastIndexOf('/'));
    Set<String> found = stated.isEmpty() ? common : stated;
    if (!found.isEmpty()) {
      facts.licences(name, new ArrayList<>(found));
    }
  }

  /** A file that is not machine-readable refers to texts that every Debian has. */
  private static void common(String line, Set<String> found) {
    int at = line.indexOf(COMMON);
    if (at < 0) {
      return;
    }
    int start = at + COMMON.length();
    int end = start;
    while (end < line.length()
        && (Character.isLetterOrDigit(line.charAt(end)) || "-.".indexOf(line.charAt(end)) >= 0)) {
      end++;
    }
    while (end > start && line.charAt(end - 1) == '.') {
      end--;
    }
    if (end > start) {
      found.add(line.substring(start, end));
    }
  }
}
