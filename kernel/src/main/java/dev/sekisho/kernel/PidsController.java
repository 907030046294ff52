package dev.sekisho.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * The pids controller of one group: how many tasks (threads count) it may hold.
 *
 * @param directory as {@link Cgroups#pidsDirectory} gives it
 */
public record PidsController(Path directory) {
  /** {@code pids.max}; empty means "max", no limit. */
  public OptionalLong maximum() throws IOException {
    String text = Files.readString(directory.resolve("pids.max")).strip();
    return text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  /** Sets {@code pids.max}; empty takes the limit away. 0 forbids every new task. */
  public void setMaximum(OptionalLong maximum) throws IOException {
    String text = maximum.isPresent() ? Long.toString(maximum.getAsLong()) : "max";
    Files.writeString(directory.resolve("pids.max"), text, StandardOpenOption.WRITE);
  }

  /** {@code pids.current}: the tasks now. */
  public long current() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("pids.current")).strip());
  }
}
