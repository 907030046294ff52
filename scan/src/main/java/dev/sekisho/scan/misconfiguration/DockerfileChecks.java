package dev.sekisho.scan.misconfiguration;

import static dev.sekisho.model.Severity.HIGH;
import static dev.sekisho.model.Severity.LOW;
import static dev.sekisho.model.Severity.MEDIUM;

import dev.sekisho.scan.misconfiguration.Check.Teller;
import dev.sekisho.scan.misconfiguration.Dockerfile.Instruction;
import dev.sekisho.scan.misconfiguration.Dockerfile.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of a Dockerfile. */
final class DockerfileChecks {
  private static final Pattern URL = Pattern.compile("(?i)^(https?|ftp|git)://.*|^git@.*");
  private static final Pattern ARCHIVE =
      Pattern.compile("(?i).*\\.(tar|tgz|tar\\.(gz|bz2|xz|zst))$");
  private static final Pattern KEY_FILE =
      Pattern.compile(
          "(?i)(^|/)(id_(rsa|dsa|ecdsa|ed25519)|\\.env(\\.[a-z]+)?|\\.netrc|\\.npmrc|\\.pypirc|\\.git-credentials"
              + "|credentials|kubeconfig|[^/]*\\.(pem|p12|pfx|jks|keystore|key))$|(^|/)\\.(ssh|aws|kube|docker)(/|$)");

  static final List<Check<Dockerfile>> ALL =
      List.of(
          Check.of("dockerfile.root-user", MEDIUM, "4.1 4.1.2", DockerfileChecks::root),
          Check.of("dockerfile.latest-base", LOW, "4.2 4.2.2", DockerfileChecks::latest),
          Check.of("dockerfile.base-without-digest", LOW, "4.2 4.1.5", DockerfileChecks::digest),
          Check.of("dockerfile.no-healthcheck", LOW, "4.6", DockerfileChecks::healthcheck),
          Check.of("dockerfile.add-instead-of-copy", LOW, "4.9 4.1.2", DockerfileChecks::add),
          Check.of("dockerfile.add-from-url", MEDIUM, "4.9 4.1.5", DockerfileChecks::addUrl),
          Check.of("dockerfile.secret-in-variable", HIGH, "4.10 4.1.4", DockerfileChecks::secrets),
          Check.of("dockerfile.secret-file", HIGH, "4.10 4.1.4", DockerfileChecks::secretFile),
          run(
              "dockerfile.update-alone",
              LOW,
              "4.7",
              "(?i)^(?!.*\\b(install|upgrade|add)\\b).*\\b(apt-get|apt|yum|dnf|apk|zypper)\\b\\s+(-\\S+\\s+)*(update|makecache)\\b.*"),
          run(
              "dockerfile.pipe-to-shell",
              HIGH,
              "4.11 4.1.5",
              "(?is).*\\b(curl|wget)\\b[^|;&\n]*\\|\\s*(sudo\\s+)?(ba|da|a|z|k)?sh\\b.*|.*\\b(ba|da|z)?sh\\s+(-c\\s+)?[\"']?[$<]\\(\\s*(curl|wget)\\b.*"),
          run(
              "dockerfile.unchecked-tls",
              HIGH,
              "4.11 4.1.5",
              "(?s).*\\bcurl\\b[^;&|\n]*\\s(-[a-zA-Z]*k[a-zA-Z]*|--insecure)\\b.*|.*\\bwget\\b[^;&|\n]*--no-check-certificate\\b.*"
                  + "|.*strict-ssl(=|\\s+)false\\b.*|.*http\\.sslVerify(=|\\s+)(false|0)\\b.*|.*NODE_TLS_REJECT_UNAUTHORIZED=0.*"),
          run(
              "dockerfile.unverified-packages",
              HIGH,
              "4.11 4.1.5",
              "(?s).*(--allow-untrusted|--nogpgcheck|--no-gpg-checks?|--allow-unauthenticated|--force-yes|--allow-insecure-repositories|--trusted-host|\\[trusted=yes\\]|gpgcheck=0).*"),
          run(
              "dockerfile.plain-download",
              MEDIUM,
              "4.11 4.1.5",
              "(?s).*\\b(curl|wget)\\b[^;&|\n]*\\s[\"']?http://(?!localhost|127\\.).*"),
          run(
              "dockerfile.writable-by-all",
              MEDIUM,
              "4.8 4.1.2",
              "(?s).*\\bchmod\\b\\s+(-\\S+\\s+)*(0?777|0?666|a\\+rwx|a\\+w|o\\+w|ugo\\+rwx|\\+w)\\b.*"),
          run(
              "dockerfile.setuid",
              MEDIUM,
              "4.8 4.1.2",
              "(?s).*\\bchmod\\b\\s+(-\\S+\\s+)*([ug]+\\+s|\\+s|[2467][0-7]{3})\\b.*"),
          run("dockerfile.sudo", MEDIUM, "4.1.2", "(?s)(^|.*[;&|\\s])sudo\\s+(?!install)\\S.*"),
          run(
              "dockerfile.password-set",
              HIGH,
              "4.10 4.1.4",
              "(?s).*(\\bchpasswd\\b|\\bpasswd\\s+(-d|--delete|--stdin)\\b|\\busermod\\b[^;&|]*\\s-p\\s|\\buseradd\\b[^;&|]*\\s-p\\s).*"),
          run("dockerfile.sudo-without-password", HIGH, "4.1.2", "(?s).*NOPASSWD.*"),
          run(
              "dockerfile.remote-login-server",
              MEDIUM,
              "4.3 4.1.2",
              "(?s).*\\b(apt-get|apt|yum|dnf|microdnf|apk|zypper)\\b[^;&|]*\\b(install|add)\\b[^;&|]*\\b(openssh-server|openssh|dropbear|telnetd|telnet-server|rsh-server|vsftpd)(?![\\w-]).*"),
          run(
              "dockerfile.distribution-upgrade",
              LOW,
              "4.7",
              "(?s).*\\b(dist-upgrade|full-upgrade|do-release-upgrade)\\b.*"),
          run(
              "dockerfile.recommended-packages",
              LOW,
              "4.3 4.1.2",
              "(?s)(?!.*--no-install-recommends)(?!.*Install-Recommends).*\\bapt(-get)?\\b[^;&|]*\\binstall\\b.*"),
          run(
              "dockerfile.package-lists-kept",
              LOW,
              "4.3",
              "(?s)(?!.*/var/lib/apt/lists)(?!.*--mount=type=cache).*\\bapt(-get)?\\b[^;&|]*\\binstall\\b.*"),
          run(
              "dockerfile.apk-cache-kept",
              LOW,
              "4.3",
              "(?s)(?!.*--no-cache)(?!.*/var/cache/apk).*\\bapk\\b[^;&|]*\\badd\\b.*"),
          run(
              "dockerfile.yum-cache-kept",
              LOW,
              "4.3",
              "(?s)(?!.*\\bclean\\s+all\\b)(?!.*/var/cache/(yum|dnf)).*\\b(yum|dnf|microdnf)\\b[^;&|]*\\binstall\\b.*"),
          run(
              "dockerfile.pip-cache-kept",
              LOW,
              "4.3",
              "(?s)(?!.*--no-cache-dir)(?!.*PIP_NO_CACHE_DIR)(?!.*\\.cache/pip).*\\bpip3?\\b[^;&|]*\\binstall\\b.*"),
          run(
              "dockerfile.no-assumed-yes",
              LOW,
              "",
              "(?s).*\\b(apt-get|apt|yum|dnf)\\b(?![^;&|]*\\s(-[a-zA-Z]*y[a-zA-Z]*|--yes|--assume-yes|-qq)\\b)[^;&|]*\\sinstall\\b.*"),
          run("dockerfile.cd", LOW, "", "(?s)^cd\\s+\\S+\\s*"),
          Check.of(
              "dockerfile.privileged-step",
              HIGH,
              "4.4.3",
              flags(
                  "RUN",
                  flag -> flag.equals("--security=insecure") || flag.equals("--network=host"))),
          Check.of("dockerfile.relative-directory", LOW, "", DockerfileChecks::directory),
          Check.of("dockerfile.maintainer", LOW, "", any("MAINTAINER", each -> true)),
          Check.of("dockerfile.several-commands", LOW, "", several("CMD")),
          Check.of("dockerfile.several-entrypoints", LOW, "", several("ENTRYPOINT")),
          Check.of("dockerfile.several-healthchecks", LOW, "", several("HEALTHCHECK")),
          Check.of("dockerfile.shell-form", LOW, "", any("ENTRYPOINT", each -> !each.isJson())),
          Check.of(
              "dockerfile.ssh-port",
              MEDIUM,
              "4.3 4.1.2",
              any(
                  "EXPOSE",
                  each -> each.words().stream().anyMatch(port -> port.matches("22(/tcp)?")))),
          Check.of("dockerfile.wrong-port", LOW, "", any("EXPOSE", DockerfileChecks::isWrongPort)),
          Check.of("dockerfile.duplicate-stage", MEDIUM, "", DockerfileChecks::duplicates),
          Check.of("dockerfile.copy-from-itself", MEDIUM, "", DockerfileChecks::itself),
          Check.of(
              "dockerfile.system-volume",
              MEDIUM,
              "4.1.2",
              any("VOLUME", each -> each.words().stream().anyMatch(Names::isSystem))),
          Check.of(
              "dockerfile.stop-signal-kill",
              LOW,
              "",
              any("STOPSIGNAL", each -> Set.of("9", "KILL", "SIGKILL").contains(each.rest()))));

  private DockerfileChecks() {}

  private static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  /** The commands of a RUN, with its flags. */
  private static Check<Dockerfile> run(
      String id, dev.sekisho.model.Severity severity, String references, String expression) {
    Pattern pattern = Pattern.compile(expression);
    return Check.of(
        id,
        severity,
        references,
        (file, teller) -> {
          for (Instruction each : file.all("RUN")) {
            if (file.effort().matches(pattern, command(each))) {
              teller.fail(each.line(), "RUN " + shown(each.rest()));
            }
          }
        });
  }

  private static String command(Instruction run) {
    String flags = String.join(" ", run.flags());
    return run.isJson()
        ? String.join(" ", run.words())
        : run.rest().strip() + (flags.isEmpty() ? "" : " # " + flags);
  }

  private static Check.Look<Dockerfile> any(String word, Predicate<Instruction> isWrong) {
    return (file, teller) -> {
      for (Instruction each : file.all(word)) {
        if (isWrong.test(each)) {
          teller.fail(each.line(), word + " " + shown(each.rest()));
        }
      }
    };
  }

  private static Check.Look<Dockerfile> flags(String word, Predicate<String> isWrong) {
    return any(word, each -> each.flags().stream().anyMatch(isWrong));
  }

  private static Check.Look<Dockerfile> several(String word) {
    return (file, teller) -> {
      for (Stage stage : file.stages()) {
        List<Instruction> all = stage.of(word);
        if (all.size() > 1) {
          teller.fail(all.getLast().line(), all.size() + " × " + word);
        }
      }
    };
  }

  private static void root(Dockerfile file, Teller teller) {
    Stage last = file.last();
    List<Instruction> users = last.of("USER");
    if (users.isEmpty()) {
      // A stage on another stage has that one's user.
      for (Stage each : file.stages()) {
        if (each.name().equals(last.base()) && !each.of("USER").isEmpty()) {
          users = each.of("USER");
        }
      }
    }
    if (users.isEmpty()) {
      teller.fail(last.line(), "USER not set");
      return;
    }
    Instruction user = users.getLast();
    if (user.rest().contains("$")) {
      teller.unknown(user.line());
    } else if (Names.isRoot(user.rest())) {
      teller.fail(user.line(), "USER " + user.rest());
    }
  }

  private static boolean isStage(Dockerfile file, Stage stage) {
    return stage.base().equals("scratch")
        || file.stages().stream().anyMatch(each -> each.name().equals(stage.base()));
  }

  private static void latest(Dockerfile file, Teller teller) {
    for (Stage stage : file.stages()) {
      if (isStage(file, stage)) {
        continue;
      }
      if (stage.base().contains("$")) {
        teller.unknown(stage.line());
      } else if (Names.isLatest(stage.base())) {
        teller.fail(stage.line(), "FROM " + stage.base());
      }
    }
  }

  private static void digest(Dockerfile file, Teller teller) {
    for (Stage stage : file.stages()) {
      if (!isStage(file, stage) && !stage.base().contains("@") && !stage.base().contains("$")) {
        teller.fail(stage.line(), "FROM " + stage.base());
      }
    }
  }

  private static void healthcheck(Dockerfile file, Teller teller) {
    List<Instruction> checks = file.last().of("HEALTHCHECK");
    if (checks.isEmpty()) {
      teller.fail(file.last().line(), "HEALTHCHECK not set");
    } else if (checks.getLast().rest().equalsIgnoreCase("NONE")) {
      teller.fail(checks.getLast().line(), "HEALTHCHECK NONE");
    }
  }

  private static void add(Dockerfile file, Teller teller) {
    for (Instruction each : file.all("ADD")) {
      List<String> words = each.words();
      List<String> sources = words.subList(0, Math.max(0, words.size() - 1));
      if (sources.stream()
          .anyMatch(s -> !URL.matcher(s).matches() && !ARCHIVE.matcher(s).matches())) {
        teller.fail(each.line(), "ADD " + shown(each.rest()));
      }
    }
  }

  private static void addUrl(Dockerfile file, Teller teller) {
    for (Instruction each : file.all("ADD")) {
      boolean isChecked = each.flags().stream().anyMatch(flag -> flag.startsWith("--checksum="));
      if (!isChecked && each.words().stream().anyMatch(s -> URL.matcher(s).matches())) {
        teller.fail(each.line(), "ADD " + shown(each.rest()));
      }
    }
  }

  private static void secrets(Dockerfile file, Teller teller) {
    for (String word : List.of("ENV", "ARG", "LABEL")) {
      for (Instruction each : file.all(word)) {
        Dockerfile.pairs(each)
            .forEach(
                (name, value) -> {
                  if (Names.isSecret(name, value)) {
                    teller.fail(each.line(), word + " " + name);
                  }
                });
      }
    }
  }

  private static void secretFile(Dockerfile file, Teller teller) {
    for (String word : List.of("COPY", "ADD")) {
      for (Instruction each : file.all(word)) {
        List<String> words = each.words();
        for (String source : words.subList(0, Math.max(0, words.size() - 1))) {
          Matcher matcher = KEY_FILE.matcher(source);
          if (matcher.find() && !source.endsWith(".pub") && !source.contains("example")) {
            teller.fail(each.line(), word + " " + shown(source));
          }
        }
      }
    }
  }

  private static void directory(Dockerfile file, Teller teller) {
    for (Instruction each : file.all("WORKDIR")) {
      String path = each.rest().replaceAll("[\"']", "");
      if (path.contains("$")) {
        teller.unknown(each.line());
      } else if (!path.startsWith("/") && !path.matches("(?i)[a-z]:.*")) {
        teller.fail(each.line(), "WORKDIR " + path);
      }
    }
  }

  private static boolean isWrongPort(Instruction expose) {
    for (String word : expose.words()) {
      String port = word.replaceFirst("/(tcp|udp|sctp)$", "");
      if (!port.contains("$")
          && (!port.matches("[0-9]{1,6}(-[0-9]{1,6})?")
              || List.of(port.split("-", -1)).stream()
                  .anyMatch(p -> Integer.parseInt(p) < 1 || Integer.parseInt(p) > 65_535))) {
        return true;
      }
    }
    return false;
  }

  private static void duplicates(Dockerfile file, Teller teller) {
    Set<String> names = new HashSet<>();
    for (Stage stage : file.stages()) {
      if (!stage.name().isEmpty() && !names.add(stage.name())) {
        teller.fail(stage.line(), "AS " + stage.name());
      }
    }
  }

  private static void itself(Dockerfile file, Teller teller) {
    for (Stage stage : file.stages()) {
      for (Instruction each : stage.of("COPY")) {
        if (!stage.name().isEmpty() && each.flags().contains("--from=" + stage.name())) {
          teller.fail(each.line(), "COPY --from=" + stage.name());
        }
      }
    }
  }
}
