package dev.sekisho.scan.misconfiguration;

import static dev.sekisho.model.Severity.HIGH;
import static dev.sekisho.model.Severity.LOW;
import static dev.sekisho.model.Severity.MEDIUM;

import dev.sekisho.container.image.ImageConfiguration;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Severity;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.misconfiguration.Check.Teller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks of what an image says of itself. */
public final class ImageChecks {
  private static final Pattern PORT = Pattern.compile("([0-9]+)(?:/.*)?");
  private static final Pattern DEBUGGER =
      Pattern.compile(
          "-agentlib:jdwp|-Xrunjdwp|-Xdebug|--inspect(-brk)?(=|\\s|$)|--remote-debugging-port"
              + "|com\\.sun\\.management\\.jmxremote\\.authenticate=false");

  /**
   * An image.
   *
   * @param name as the user named it; empty if it has none
   */
  record Subject(String name, ImageConfiguration configuration, Effort effort) {}

  static final List<Check<Subject>> ALL =
      List.of(
          Check.of("image.root-user", MEDIUM, "4.1 4.1.2", ImageChecks::root),
          Check.of("image.no-healthcheck", LOW, "4.6", ImageChecks::healthcheck),
          Check.of("image.latest-tag", LOW, "5.28 4.2.2", ImageChecks::latest),
          Check.of("image.secret-in-environment", HIGH, "4.10 4.1.4", ImageChecks::secrets),
          Check.of("image.secret-in-label", HIGH, "4.10 4.1.4", ImageChecks::labels),
          Check.of("image.remote-debugging", HIGH, "4.1.2", ImageChecks::debugger),
          Check.of("image.debug-mode", LOW, "4.1.2", ImageChecks::debug),
          Check.of("image.tls-verification-off", HIGH, "4.1.2", ImageChecks::tls),
          Check.of(
              "image.preloaded-library", MEDIUM, "4.1.2", variable("LD_PRELOAD", value -> true)),
          Check.of("image.writable-search-path", MEDIUM, "4.1.2", ImageChecks::searchPath),
          ports("image.ssh-port", MEDIUM, "4.3 4.1.2", Set.of(22)),
          ports(
              "image.plain-text-port",
              MEDIUM,
              "4.3 4.1.2",
              Set.of(20, 21, 23, 69, 512, 513, 514, 873)),
          ports("image.engine-port", HIGH, "4.1.2", Set.of(2375, 2376, 2379, 2380, 10250, 6443)),
          ports("image.desktop-port", MEDIUM, "4.3 4.1.2", Set.of(3389, 5900, 5901, 6000)),
          ports("image.debugger-port", MEDIUM, "4.1.2", Set.of(5005, 8787, 9229)),
          Check.of("image.system-volume", MEDIUM, "4.1.2", ImageChecks::volumes),
          Check.of("image.engine-socket-volume", HIGH, "5.32 4.4.3", ImageChecks::socket),
          Check.of("image.no-command", LOW, "", ImageChecks::command),
          Check.of("image.shell-form", LOW, "", ImageChecks::shellForm),
          Check.of("image.stop-signal-kill", LOW, "", ImageChecks::stopSignal),
          Check.of("image.triggers", LOW, "4.1.5", ImageChecks::triggers),
          Check.of("image.no-source-label", LOW, "4.1.5", ImageChecks::source),
          Check.of("image.no-history", LOW, "4.1.5", ImageChecks::history),
          history(
              "image.added-from-url",
              MEDIUM,
              "4.9 4.1.5",
              "(?s)(^|.*\\s)ADD\\s+(--\\S+\\s+)*\\S*https?://.*"),
          history(
              "image.pipe-to-shell",
              HIGH,
              "4.11 4.1.5",
              "(?is).*\\b(curl|wget)\\b[^|;&]*\\|\\s*(sudo\\s+)?(ba|da|a|z)?sh\\b.*"),
          history(
              "image.unverified-packages",
              HIGH,
              "4.11 4.1.5",
              "(?s).*(--allow-untrusted|--nogpgcheck|--no-gpg-checks?|--allow-unauthenticated|--force-yes|\\[trusted=yes\\]).*"),
          history(
              "image.unchecked-tls",
              HIGH,
              "4.11 4.1.5",
              "(?s).*(\\bcurl\\b[^;&|]*\\s(-[a-zA-Z]*k|--insecure)\\b|--no-check-certificate).*"),
          history(
              "image.writable-by-all",
              MEDIUM,
              "4.8 4.1.2",
              "(?s).*\\bchmod\\b\\s+(-\\S+\\s+)*(0?777|0?666|a\\+rwx|o\\+w)\\b.*"),
          history("image.password-set", HIGH, "4.10 4.1.4", "(?s).*\\bchpasswd\\b.*"),
          history(
              "image.distribution-upgrade",
              LOW,
              "4.7",
              "(?s).*\\b(dist-upgrade|full-upgrade)\\b.*"));

  private ImageChecks() {}

  /** What was found, and what was not examined. */
  public record Checked(List<Finding> findings, List<Gap> gaps) {
    public Checked {
      findings = List.copyOf(findings);
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * Looks at an image's configuration.
   *
   * @param name as the user named it; empty if it has none
   */
  public static Checked of(String name, ImageConfiguration configuration) {
    Outcomes outcomes = new Outcomes("", Map.of());
    List<Finding> found = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    try {
      outcomes.check(ALL, new Subject(name, configuration, new Effort()));
      outcomes.tell(found::add);
    } catch (MalformedException e) {
      gaps.add(new Gap("the image's configuration", e.why()));
    }
    return new Checked(found, gaps);
  }

  private static void root(Subject image, Teller teller) {
    String user = image.configuration().user();
    if (user.isEmpty()) {
      teller.fail(0, "no user");
    } else if (Names.isRoot(user)) {
      teller.fail(0, "user " + user);
    }
  }

  private static void healthcheck(Subject image, Teller teller) {
    List<String> test = image.configuration().healthcheck();
    if (test.isEmpty()) {
      teller.fail(0, "no health check");
    } else if (test.getFirst().equals("NONE")) {
      teller.fail(0, "health check NONE");
    }
  }

  private static void latest(Subject image, Teller teller) {
    if (image.name().endsWith(":latest")) {
      teller.fail(0, image.name());
    }
  }

  private static void secrets(Subject image, Teller teller) {
    image
        .configuration()
        .environment()
        .forEach(
            (name, value) -> {
              if (Names.isSecret(name, value)) {
                teller.fail(0, name);
              }
            });
  }

  private static void labels(Subject image, Teller teller) {
    image
        .configuration()
        .labels()
        .forEach(
            (name, value) -> {
              if (Names.isSecret(name, value)) {
                teller.fail(0, name);
              }
            });
  }

  private static List<String> commands(ImageConfiguration configuration) {
    List<String> commands = new ArrayList<>();
    commands.add(String.join(" ", configuration.entrypoint()));
    commands.add(String.join(" ", configuration.command()));
    return commands;
  }

  private static void debugger(Subject image, Teller teller) {
    for (String name :
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "NODE_OPTIONS")) {
      if (DEBUGGER.matcher(image.configuration().environment().getOrDefault(name, "")).find()) {
        teller.fail(0, name);
      }
    }
    for (String command : commands(image.configuration())) {
      if (DEBUGGER.matcher(command).find()) {
        teller.fail(0, "the command");
      }
    }
  }

  private static void debug(Subject image, Teller teller) {
    for (String name :
        List.of("DEBUG", "FLASK_DEBUG", "DJANGO_DEBUG", "APP_DEBUG", "RAILS_DEBUG")) {
      String value = image.configuration().environment().getOrDefault(name, "");
      if (value.equals("1") || value.equalsIgnoreCase("true")) {
        teller.fail(0, name + "=" + value);
      }
    }
  }

  private static void tls(Subject image, Teller teller) {
    Map<String, String> wrong =
        Map.of(
            "NODE_TLS_REJECT_UNAUTHORIZED", "0",
            "PYTHONHTTPSVERIFY", "0",
            "GIT_SSL_NO_VERIFY", "true|1",
            "NPM_CONFIG_STRICT_SSL", "false",
            "GONOSUMCHECK", "1",
            "GOINSECURE", ".+",
            "GONOSUMDB", "\\*",
            "GOFLAGS", ".*-insecure.*");
    wrong.forEach(
        (name, value) -> {
          String actual = image.configuration().environment().getOrDefault(name, "");
          if (actual.matches(value)) {
            teller.fail(0, name + "=" + actual);
          }
        });
  }

  private static Check.Look<Subject> variable(String name, Predicate<String> isWrong) {
    return (image, teller) -> {
      String value = image.configuration().environment().getOrDefault(name, "");
      if (!value.isEmpty() && isWrong.test(value)) {
        teller.fail(0, name + "=" + value);
      }
    };
  }

  private static void searchPath(Subject image, Teller teller) {
    for (String name : List.of("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "CLASSPATH")) {
      String value = image.configuration().environment().getOrDefault(name, "");
      for (String part : value.split(":", -1)) {
        boolean isOpen = part.equals("/tmp") || part.startsWith("/tmp/") || part.equals("/dev/shm");
        boolean isRelative = name.equals("PATH") && !part.startsWith("/");
        if (!value.isEmpty() && (isOpen || isRelative)) {
          teller.fail(0, name + "=" + value);
          break;
        }
      }
    }
  }

  private static Check<Subject> ports(
      String id, Severity severity, String references, Set<Integer> numbers) {
    return Check.of(
        id,
        severity,
        references,
        (image, teller) -> {
          for (String exposed : image.configuration().exposedPorts()) {
            var matcher = PORT.matcher(exposed);
            if (matcher.matches()
                && matcher.group(1).length() < 6
                && numbers.contains(Integer.parseInt(matcher.group(1)))) {
              teller.fail(0, exposed);
            }
          }
        });
  }

  private static void volumes(Subject image, Teller teller) {
    image.configuration().volumes().stream()
        .filter(Names::isSystem)
        .filter(volume -> !volume.equals("/var/log") && !volume.equals("/opt"))
        .forEach(volume -> teller.fail(0, volume));
  }

  private static void socket(Subject image, Teller teller) {
    image.configuration().volumes().stream()
        .filter(Names::isEngineSocket)
        .forEach(volume -> teller.fail(0, volume));
  }

  private static void command(Subject image, Teller teller) {
    if (image.configuration().entrypoint().isEmpty() && image.configuration().command().isEmpty()) {
      teller.fail(0, "neither entrypoint nor command");
    }
  }

  private static void shellForm(Subject image, Teller teller) {
    List<String> entrypoint = image.configuration().entrypoint();
    if (entrypoint.size() == 3
        && entrypoint.get(0).equals("/bin/sh")
        && entrypoint.get(1).equals("-c")
        && !entrypoint.get(2).startsWith("exec ")) {
      teller.fail(0, "/bin/sh -c");
    }
  }

  private static void stopSignal(Subject image, Teller teller) {
    if (Set.of("9", "KILL", "SIGKILL").contains(image.configuration().stopSignal())) {
      teller.fail(0, image.configuration().stopSignal());
    }
  }

  private static void triggers(Subject image, Teller teller) {
    image.configuration().onBuild().forEach(line -> teller.fail(0, line.split("\\s", 2)[0]));
  }

  private static void source(Subject image, Teller teller) {
    boolean isNamed =
        image.configuration().labels().keySet().stream()
            .anyMatch(
                key ->
                    key.equals("org.opencontainers.image.source")
                        || key.equals("org.opencontainers.image.url")
                        || key.equals("org.label-schema.vcs-url"));
    if (!isNamed) {
      teller.fail(0, "no org.opencontainers.image.source");
    }
  }

  private static void history(Subject image, Teller teller) {
    if (image.configuration().history().stream()
        .allMatch(step -> step.createdBy().isBlank() && step.comment().isBlank())) {
      teller.fail(0, "no step says what it did");
    }
  }

  /** A line of the Dockerfile, as far as the image tells it. */
  private static Check<Subject> history(
      String id, Severity severity, String references, String expression) {
    Pattern pattern = Pattern.compile(expression);
    return Check.of(
        id,
        severity,
        references,
        (image, teller) -> {
          int number = 0;
          for (ImageConfiguration.History step : image.configuration().history()) {
            number++;
            String line = step.createdBy();
            if (image.effort().matches(pattern, line)) {
              teller.fail(0, "step " + number);
            }
          }
        });
  }
}
