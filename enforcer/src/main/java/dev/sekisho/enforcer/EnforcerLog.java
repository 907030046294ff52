package dev.sekisho.enforcer;

import dev.sekisho.model.Problem;
import dev.sekisho.policy.Messages;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the enforcer tells the person who reads its output: one line each, in their language, with
 * hostile characters made inert. A problem that lasts is told once, and once more when it is over.
 */
final class EnforcerLog {
  private static final int MAXIMUM_LINE = 4_000;

  private final PrintStream out;
  private final InstantSource clock;
  private final Messages messages;
  private final Map<String, String> lasting = new ConcurrentHashMap<>();

  EnforcerLog(PrintStream out, InstantSource clock, Messages messages) {
    this.out = out;
    this.clock = clock;
    this.messages = messages;
  }

  void say(String key, String... values) {
    line(messages.text(key, values));
  }

  /** Tells a problem, unless the same was told of the same thing before. */
  void problem(String of, Problem problem) {
    String before = lasting.put(of, problem.id());
    if (problem.id().equals(before)) return;
    line(problem.what());
    line("  " + messages.text("log.fix", problem.fix()));
    line("  " + messages.text("log.see", problem.see()));
  }

  /** The thing works again. */
  void over(String of) {
    if (lasting.remove(of) != null) say("log.over." + of);
  }

  private void line(String text) {
    out.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + inert(text));
  }

  /** What an attacker named must neither move the cursor nor turn the line round. */
  private static String inert(String text) {
    String bounded = text.length() <= MAXIMUM_LINE ? text : text.substring(0, MAXIMUM_LINE) + "…";
    return bounded.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "\ufffd");
  }
}
