package dev.sekisho.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for something and shows that it waits: a line that counts seconds where a person watches,
 * else one line at the start and one at the end.
 */
final class Progress {
  private static final Duration STEP = Duration.ofMillis(100);

  private final Terminal terminal;
  private final String what;
  private final long started = System.nanoTime();
  private long shownSeconds = -1;

  /**
   * Says what is waited for.
   *
   * @param key text of what is waited for
   */
  Progress(Terminal terminal, String key, Object... values) {
    this.terminal = terminal;
    this.what = terminal.texts().of(key, values);
    if (!terminal.interactive()) {
      terminal.error().println(what + " …");
    }
  }

  /**
   * Asks until the answer is yes.
   *
   * @return false when the time was over first
   */
  boolean await(BooleanSupplier done, Duration patience) {
    boolean reached = done.getAsBoolean();
    while (!reached && System.nanoTime() - started < patience.toNanos()) {
      show();
      if (!pause()) {
        break;
      }
      reached = done.getAsBoolean();
    }
    finish(reached);
    return reached;
  }

  private static boolean pause() {
    try {
      Thread.sleep(STEP);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void show() {
    long seconds = elapsed().toSeconds();
    if (terminal.interactive() && seconds != shownSeconds) {
      shownSeconds = seconds;
      terminal.error().print("\r" + what + " … " + seconds + " s");
      terminal.error().flush();
    }
  }

  private void finish(boolean reached) {
    String time = "%.1f s".formatted(elapsed().toMillis() / 1000.0);
    String end = terminal.texts().of(reached ? "progress.done" : "progress.not-done", what, time);
    terminal.error().println(terminal.interactive() ? "\r" + end + "\u001b[K" : end);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
