package dev.sekisho.cli;

import dev.sekisho.policy.Diagnostic;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.PolicyText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Policies in files, {@code -} being standard input. */
final class PolicyFiles {
  /** One byte more than is accepted, so that the reader of policies sees that it is too much. */
  private static final int READ_BYTES = PolicyText.MAXIMUM_BYTES + 1;

  private PolicyFiles() {}

  /**
   * A file and what it says.
   *
   * @param name as the user gave it
   * @param text its content
   * @param parsed what it says
   */
  record PolicyFile(String name, String text, Parsed parsed) {}

  static PolicyFile read(String name) {
    String text = text(name);
    return new PolicyFile(name, text, PolicyText.parse(name, text));
  }

  static String text(String name) {
    try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
      return new String(in.readNBytes(READ_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw Exit.INPUT.because("file-not-found", name);
    } catch (IOException e) {
      throw Exit.INPUT.because("file-not-readable", name, Cause.of(e));
    }
  }

  /** Prints what is wrong or doubtful in a file. */
  static void explain(Terminal terminal, Messages messages, Parsed parsed) {
    for (Diagnostic diagnostic : parsed.diagnostics()) {
      if (diagnostic.severity() == Diagnostic.Severity.WARNING) {
        terminal
            .error()
            .print(terminal.paint(Terminal.Ink.ATTENTION, terminal.texts().of("warning") + " "));
      }
      SekishoProgram.print(terminal, diagnostic.problem(messages));
    }
  }

  /** A file that must be without errors. */
  static PolicyFile readValid(Terminal terminal, Messages messages, String name) {
    PolicyFile file = read(name);
    if (file.parsed().hasErrors()) {
      explain(terminal, messages, file.parsed());
      throw Exit.INPUT.because("policy-refused", name);
    }
    return file;
  }
}
