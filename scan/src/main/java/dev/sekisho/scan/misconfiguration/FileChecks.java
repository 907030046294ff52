package dev.sekisho.scan.misconfiguration;

import static dev.sekisho.model.Severity.HIGH;
import static dev.sekisho.model.Severity.LOW;
import static dev.sekisho.model.Severity.MEDIUM;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Severity;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.FileContent;
import dev.sekisho.scan.misconfiguration.Check.Teller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Checks of the files of an image or root file system: modes, accounts, what lies about. */
public final class FileChecks implements ContentInspector {
  private static final int SET_USER = 04000;
  private static final int SET_GROUP = 02000;
  private static final int EXECUTABLE = 0111;
  private static final int WRITABLE_BY_ALL = 0002;
  private static final int READABLE_BY_ALL = 0004;
  private static final int LARGEST = 1 << 20;

  private static final Pattern SUDOERS = Pattern.compile("(^|.*/)etc/sudoers(\\.d/[^/]+)?");
  private static final Pattern CACHE =
      Pattern.compile(
          "var/lib/apt/lists/.*_Packages.*|var/cache/apk/.*\\.apk|var/cache/(yum|dnf)/.*\\.rpm"
              + "|var/cache/apt/archives/.*\\.deb|root/\\.cache/pip/.*|root/\\.npm/_cacache/index.*");

  /**
   * A file.
   *
   * @param content empty where the file is not one that is read
   */
  record Subject(String path, int mode, long sizeBytes, String content) {}

  static final List<Check<Subject>> ALL =
      List.of(
          file(
              "file.set-user-id",
              MEDIUM,
              "4.8 4.1.2",
              it -> (it.mode() & SET_USER) != 0 && (it.mode() & EXECUTABLE) != 0),
          file(
              "file.set-group-id",
              LOW,
              "4.8 4.1.2",
              it -> (it.mode() & SET_GROUP) != 0 && (it.mode() & EXECUTABLE) != 0),
          file("file.writable-by-all", MEDIUM, "4.1.2", it -> (it.mode() & WRITABLE_BY_ALL) != 0),
          file(
              "file.readable-shadow",
              HIGH,
              "4.1.2",
              it ->
                  Set.of("etc/shadow", "etc/gshadow").contains(it.path())
                      && (it.mode() & READABLE_BY_ALL) != 0),
          file(
              "file.readable-private-key",
              HIGH,
              "4.1.4",
              it ->
                  it.path().matches("(.*/)?(ssh_host_[a-z0-9]+_key|id_(rsa|dsa|ecdsa|ed25519))")
                      && (it.mode() & 0044) != 0),
          file(
              "file.private-host-key",
              HIGH,
              "4.1.4",
              it -> it.path().matches("etc/ssh/ssh_host_[a-z0-9]+_key")),
          file(
              "file.authorized-keys",
              MEDIUM,
              "4.1.2",
              it -> it.path().endsWith(".ssh/authorized_keys")),
          file(
              "file.remote-login-server",
              MEDIUM,
              "4.3 4.1.2",
              it ->
                  it.path()
                      .matches(
                          "usr/(local/)?s?bin/(sshd|dropbear|telnetd|in\\.telnetd|in\\.rshd)")),
          file(
              "file.sudo",
              LOW,
              "4.3 4.1.2",
              it -> it.path().matches("(usr/)?(local/)?bin/(sudo|doas)")),
          file("file.package-cache", LOW, "4.3", it -> CACHE.matcher(it.path()).matches()),
          file("file.git-folder", LOW, "4.1.4", it -> it.path().endsWith(".git/HEAD")),
          Check.of("file.empty-password", HIGH, "4.1.2", FileChecks::emptyPassword),
          Check.of("file.second-root", HIGH, "4.1.2", FileChecks::secondRoot),
          Check.of("file.sudo-without-password", HIGH, "4.1.2", FileChecks::sudoers),
          Check.of("file.root-login-by-password", MEDIUM, "4.1.2", FileChecks::sshd));

  private static final Set<String> READ = Set.of("etc/passwd", "etc/shadow", "etc/ssh/sshd_config");

  private static final Set<String> NAMES =
      Set.of(
          "HEAD",
          "authorized_keys",
          "doas",
          "dropbear",
          "gshadow",
          "in.rshd",
          "in.telnetd",
          "shadow",
          "sshd",
          "sudo",
          "telnetd");

  private FileChecks() {}

  /** Makes inspectors. */
  public static ContentInspector.Factory factory() {
    return ContentInspector.Factory.of("file-checks-1", FileChecks::new);
  }

  private interface IsWrong {
    boolean test(Subject subject);
  }

  private static Check<Subject> file(
      String id, Severity severity, String references, IsWrong isWrong) {
    return Check.of(
        id,
        severity,
        references,
        (subject, teller) -> {
          if (isWrong.test(subject)) {
            teller.fail(0, "mode %04o".formatted(subject.mode() & 07777));
          }
        });
  }

  private static boolean isRead(String path) {
    return READ.contains(path) || SUDOERS.matcher(path).matches();
  }

  @Override
  public boolean wants(String path, long sizeBytes, int mode) {
    if ((mode & (SET_USER | SET_GROUP | WRITABLE_BY_ALL)) != 0 || isRead(path)) {
      return true;
    }
    return isNamed(path) && fails(new Subject(path, mode, sizeBytes, ""));
  }

  /** Most files are done with here. */
  private static boolean isNamed(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return NAMES.contains(name)
        || name.startsWith("id_")
        || name.startsWith("ssh_host_")
        || path.startsWith("var/cache/")
        || path.startsWith("var/lib/apt/lists/")
        || path.startsWith("root/.");
  }

  private static boolean fails(Subject subject) {
    boolean[] failed = {false};
    Teller teller =
        new Teller() {
          @Override
          public void fail(int line, String seen) {
            failed[0] = true;
          }

          @Override
          public void unknown(int line) {
            failed[0] = true;
          }
        };
    for (Check<Subject> check : ALL) {
      check.look().at(subject, teller);
    }
    return failed[0];
  }

  @Override
  public void inspect(FileContent file, Consumer<Finding> findings) throws IOException {
    String text = "";
    if (isRead(file.path()) && file.sizeBytes() <= LARGEST) {
      text = new String(file.bytes(), 0, (int) file.sizeBytes(), StandardCharsets.ISO_8859_1);
    }
    Outcomes outcomes = new Outcomes(file.path(), Map.of());
    outcomes.check(ALL, new Subject(file.path(), file.mode(), file.sizeBytes(), text));
    outcomes.tell(findings);
  }

  private interface Line {
    void at(int number, String[] fields);
  }

  private static void lines(Subject subject, String separator, Line look) {
    int number = 0;
    for (String line : subject.content().split("\n", -1)) {
      number++;
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        look.at(number, line.strip().split(separator, -1));
      }
    }
  }

  private static void emptyPassword(Subject subject, Teller teller) {
    if (subject.path().equals("etc/shadow") || subject.path().equals("etc/passwd")) {
      lines(
          subject,
          ":",
          (number, fields) -> {
            if (fields.length > 1 && fields[1].isEmpty()) {
              teller.fail(number, fields[0]);
            }
          });
    }
  }

  private static void secondRoot(Subject subject, Teller teller) {
    if (subject.path().equals("etc/passwd")) {
      lines(
          subject,
          ":",
          (number, fields) -> {
            if (fields.length > 2 && fields[2].matches("0+") && !fields[0].equals("root")) {
              teller.fail(number, fields[0]);
            }
          });
    }
  }

  private static void sudoers(Subject subject, Teller teller) {
    if (SUDOERS.matcher(subject.path()).matches()) {
      lines(
          subject,
          "\\s+",
          (number, words) -> {
            if (String.join(" ", words).contains("NOPASSWD")) {
              teller.fail(number, words[0]);
            }
          });
    }
  }

  private static void sshd(Subject subject, Teller teller) {
    if (subject.path().equals("etc/ssh/sshd_config")) {
      lines(
          subject,
          "[\\s=]+",
          (number, words) -> {
            if (words.length > 1
                && words[0].equalsIgnoreCase("PermitRootLogin")
                && words[1].equalsIgnoreCase("yes")) {
              teller.fail(number, "PermitRootLogin yes");
            }
          });
    }
  }
}
