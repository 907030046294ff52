package dev.sekisho.runtime;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What an OCI runtime was called for, read from its command line. */
sealed interface GateRequest {
  /**
   * A container is to be created.
   *
   * @param bundle directory of its {@code config.json}
   */
  record Create(String id, Path bundle) implements GateRequest {}

  /**
   * A process is to be started in a container.
   *
   * @param process file of its document
   */
  record Exec(String id, Path process) implements GateRequest {}

  /** Nothing is started by it. */
  record Other(String command) implements GateRequest {}

  /** It would start something, and is written in a way that is not understood. */
  record Unclear(String why) implements GateRequest {}

  /** As the gate bounds it. */
  int MOST_BYTES = 1 << 20;

  /** Options of runc and crun that stand alone; all others take a value. */
  Set<String> SWITCHES =
      Set.of(
          "--debug",
          "--systemd-cgroup",
          "--no-pivot",
          "--no-new-keyring",
          "--keep",
          "--no-subreaper",
          "--detach",
          "-d",
          "--tty",
          "-t",
          "--no-new-privs",
          "--ignore-paused",
          "--tcp-established",
          "--ext-unix-sk",
          "--shell-job",
          "--file-locks",
          "--auto-dedup",
          "--lazy-pages");

  /** Commands of runc and crun that start no process of a container. */
  Set<String> STARTS_NOTHING =
      Set.of(
          "checkpoint",
          "delete",
          "events",
          "features",
          "help",
          "init",
          "kill",
          "list",
          "pause",
          "ps",
          "resume",
          "spec",
          "start",
          "state",
          "update",
          "version");

  /**
   * Reads what the gate sends: its directory and arguments, each ended by NUL, and one more NUL.
   *
   * @throws IOException it ends too soon, or is too long
   */
  static GateRequest read(InputStream stream) throws IOException {
    List<String> words = new ArrayList<>();
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (int bytes = 0; bytes < MOST_BYTES; bytes++) {
      int next = stream.read();
      if (next < 0) throw new EOFException("a request that ends too soon");
      if (next != 0) {
        word.write(next);
      } else if (word.size() > 0) {
        words.add(word.toString(StandardCharsets.UTF_8));
        word.reset();
      } else if (words.isEmpty()) {
        throw new IOException("a request without a directory");
      } else {
        return of(words.getFirst(), words.subList(1, words.size()));
      }
    }
    throw new IOException("a request of more than " + MOST_BYTES + " bytes");
  }

  /**
   * Reads a command line.
   *
   * @param directory where it was called
   */
  static GateRequest of(String directory, List<String> words) {
    int at = positional(words, 0);
    if (at >= words.size()) return new Other("");
    String command = words.get(at);
    List<String> rest = words.subList(at + 1, words.size());
    try {
      return switch (command) {
        case "create", "run", "restore" -> create(Path.of(directory), rest);
        case "exec" -> exec(Path.of(directory), rest);
        default ->
            STARTS_NOTHING.contains(command)
                ? new Other(command)
                : new Unclear("the command " + command + " is not known");
      };
    } catch (InvalidPathException e) {
      return new Unclear("a path that cannot be: " + e.getMessage());
    }
  }

  private static GateRequest create(Path directory, List<String> words) {
    int at = positional(words, 0);
    if (at >= words.size()) return new Unclear("no container is named");
    String bundle = value(words.subList(0, at), List.of("--bundle", "-b"), ".");
    return new Create(words.get(at), directory.resolve(bundle));
  }

  private static GateRequest exec(Path directory, List<String> words) {
    int at = positional(words, 0);
    if (at >= words.size()) return new Unclear("no container is named");
    String process = value(words.subList(0, at), List.of("--process", "-p"), "");
    if (process.isEmpty()) return new Unclear("no process document is named");
    return new Exec(words.get(at), directory.resolve(process));
  }

  /** The first word that is no option and no option's value. */
  private static int positional(List<String> words, int from) {
    int at = from;
    while (at < words.size() && words.get(at).startsWith("-") && words.get(at).length() > 1) {
      String word = words.get(at);
      boolean alone = word.indexOf('=') >= 0 || SWITCHES.contains(word) || word.equals("--");
      at += alone ? 1 : 2;
    }
    return at;
  }

  private static String value(List<String> words, List<String> names, String otherwise) {
    String found = otherwise;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (names.contains(word) && i + 1 < words.size()) found = words.get(i + 1);
      int equals = word.indexOf('=');
      if (equals > 0 && names.contains(word.substring(0, equals))) {
        found = word.substring(equals + 1);
      }
    }
    return found;
  }

  /** For tests: as the gate would send it. */
  static byte[] bytes(String... words) {
    return (String.join("\0", Arrays.asList(words)) + "\0\0").getBytes(StandardCharsets.UTF_8);
  }
}
