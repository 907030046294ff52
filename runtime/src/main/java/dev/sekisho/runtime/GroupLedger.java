package dev.sekisho.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers on disk which cgroup was which container's, for kernel events that a later process
 * reads of a run that had ended by then. A line is {@code CGROUP CONTAINER}. Used under the
 * containers' lock and by the event thread.
 */
final class GroupLedger {
  private static final System.Logger LOG = System.getLogger(GroupLedger.class.getName());

  /** Older lines are forgotten when the file is read. */
  private static final int KEPT = 4096;

  private final Path file;
  private final Map<Long, String> containers = new LinkedHashMap<>();

  private GroupLedger(Path file) {
    this.file = file;
  }

  /** Reads the file; lines that are none are left out, and so is a file that cannot be read. */
  static GroupLedger open(Path file) {
    GroupLedger ledger = new GroupLedger(file);
    try {
      if (Files.exists(file)) ledger.read(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, file + " cannot be read: " + e.getMessage());
    }
    return ledger;
  }

  private void read(List<String> lines) throws IOException {
    List<String> last = lines.subList(Math.max(0, lines.size() - KEPT), lines.size());
    for (String line : last) {
      if (line.matches("\\d{1,19} [0-9a-f]{12,64}")) {
        int space = line.indexOf(' ');
        containers.put(Long.parseUnsignedLong(line.substring(0, space)), line.substring(space + 1));
      }
    }
    if (last.size() < lines.size()) Files.write(file, last, StandardCharsets.ISO_8859_1);
  }

  synchronized void add(long cgroup, String container) {
    if (container.equals(containers.put(cgroup, container))) return;
    try {
      Files.writeString(
          file,
          cgroup + " " + container + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, file + " cannot be written: " + e.getMessage());
    }
  }

  synchronized Optional<String> container(long cgroup) {
    return Optional.ofNullable(containers.get(cgroup));
  }
}
