package dev.sekisho.scan.inventory;

import dev.sekisho.model.OperatingSystem;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which distribution it is: {@code etc/os-release}, {@code usr/lib/os-release}, and the older files
 * of images that have neither.
 *
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
public final class OsReleaseAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "os-release";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(
        "os-release",
        "alpine-release",
        "debian_version",
        "redhat-release",
        "centos-release",
        "system-release");
  }

  @Override
  public boolean reads(String path) {
    return switch (path) {
      case "etc/os-release",
          "usr/lib/os-release",
          "etc/alpine-release",
          "etc/debian_version",
          "etc/redhat-release",
          "etc/centos-release",
          "etc/system-release" ->
          true;
      default -> false;
    };
  }

  /** The better a file's word, the lower; files of one distribution's image agree otherwise. */
  static int rank(String path) {
    return switch (path) {
      case "etc/os-release" -> 0;
      case "usr/lib/os-release" -> 1;
      case "etc/alpine-release" -> 2;
      case "etc/centos-release" -> 3;
      case "etc/redhat-release", "etc/system-release" -> 4;
      default -> 5;
    };
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    byte[] bytes = file.bytes();
    int length = (int) Math.min(file.sizeBytes(), 64 * 1024);
    if (file.path().endsWith("/os-release")) {
      release(new Lines(bytes, length), facts);
      return;
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return;
    }
    switch (file.path()) {
      case "etc/alpine-release" ->
          facts.operatingSystem(new OperatingSystem("alpine", text, "", "Alpine Linux " + text));
      case "etc/debian_version" -> debian(text, facts);
      default -> redHat(text, facts);
    }
  }

  private static void release(Lines lines, Facts facts) {
    String id = "";
    String version = "";
    String codename = "";
    String name = "";
    while (lines.next()) {
      String line = lines.text().strip();
      int equals = line.indexOf('=');
      if (equals < 0 || line.startsWith("#")) {
        continue;
      }
      String value = unquote(line.substring(equals + 1));
      switch (line.substring(0, equals)) {
        case "ID" -> id = value;
        case "VERSION_ID" -> version = value;
        case "VERSION_CODENAME" -> codename = value;
        case "PRETTY_NAME" -> name = value;
        default -> {}
      }
    }
    if (id.isEmpty()) {
      // Its own default, os-release(5).
      facts.operatingSystem(new OperatingSystem("linux", version, codename, name));
      facts.gap("names no distribution (ID is absent)");
    } else {
      facts.operatingSystem(new OperatingSystem(id, version, codename, name));
    }
  }

  private static String unquote(String value) {
    String text = value.strip();
    if (text.length() >= 2
        && (text.startsWith("\"") || text.startsWith("'"))
        && text.charAt(0) == text.charAt(text.length() - 1)) {
      text = text.substring(1, text.length() - 1);
    }
    return text.replace("\\\"", "\"").replace("\\$", "$").replace("\\\\", "\\");
  }

  private static void debian(String text, Facts facts) {
    int dot = text.indexOf('.');
    String major = dot < 0 ? text : text.substring(0, dot);
    boolean number = !major.isEmpty() && major.chars().allMatch(c -> c >= '0' && c <= '9');
    facts.operatingSystem(
        new OperatingSystem(
            "debian",
            number ? major : "",
            number ? "" : text.replaceFirst("/.*", ""),
            "Debian GNU/Linux " + text));
  }

  /** Such as {@code CentOS release 6.10 (Final)}. */
  private static void redHat(String text, Facts facts) {
    Matcher matcher =
        Pattern.compile("^(.{1,80}?) (?:Linux )?release ([0-9][0-9.]{0,20})").matcher(text);
    if (!matcher.find()) {
      facts.gap("is not of the form 'Name release 1.2'");
      return;
    }
    String name = matcher.group(1);
    String id =
        switch (name.replace(" Linux", "").replace(" Stream", "")) {
          case "CentOS" -> "centos";
          case "Fedora" -> "fedora";
          case "AlmaLinux" -> "almalinux";
          case "Rocky" -> "rocky";
          case "Amazon" -> "amzn";
          case "Oracle", "Oracle Server" -> "ol";
          default -> name.startsWith("Red Hat") ? "rhel" : name.toLowerCase(java.util.Locale.ROOT);
        };
    facts.operatingSystem(new OperatingSystem(id, matcher.group(2), "", text));
  }
}
