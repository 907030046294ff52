package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostJournalTest {
  @TempDir Path directory;

  @Test
  void whatWasWrittenDownIsThereAfterTheProcessDied() throws IOException {
    HostChange mounted = new HostChange.Mounted("/sys/fs/bpf");
    HostChange user = new HostChange.UserAdded("sekisho");
    // Not closed: a process that dies closes nothing.
    HostJournal journal = open();
    journal.record(mounted);
    journal.record(user);
    journal.beforeWrite("/c/pids.max", "max", "100");
    assertThat(open().open())
        .containsExactly(new HostChange.FileWritten("/c/pids.max", "max", "100"), user, mounted);
  }

  @Test
  void whatWasTakenBackIsForgotten() throws IOException {
    HostJournal journal = open();
    journal.beforeWrite("/c/pids.max", "max", "100");
    journal.beforeWrite("/d/pids.max", "7", "5");
    journal.restored("/c/pids.max");
    journal.restored("/never");
    assertThat(open().open()).containsExactly(new HostChange.FileWritten("/d/pids.max", "7", "5"));
  }

  @Test
  void aSecondWriteKeepsTheHostsOwnText() throws IOException {
    HostJournal journal = open();
    journal.beforeWrite("/c/pids.max", "max", "100");
    journal.beforeWrite("/c/pids.max", "100", "50");
    assertThat(open().open())
        .containsExactly(new HostChange.FileWritten("/c/pids.max", "max", "50"));
  }

  @Test
  void aTornLastLineWasNeverActedOnAndDamageBeforeItIsAnError() throws IOException {
    open().record(new HostChange.FileMade("/etc/a"));
    Path file = directory.resolve("journal/changes.jsonl");
    Files.writeString(file, "{\"type\":\"made\",\"numb", StandardOpenOption.APPEND);
    assertThat(open().open()).containsExactly(new HostChange.FileMade("/etc/a"));
    Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);
    assertThatThrownBy(this::open).hasMessageContaining("line 2 is damaged");
  }

  @Test
  void everythingIsTakenBackInReverseAndTheDirectoryIsAsItWas() throws IOException {
    Path host = Files.createDirectories(directory.resolve("host"));
    Files.createDirectories(host.resolve("cgroup"));
    Files.writeString(host.resolve("cgroup/pids.max"), "max\n");
    List<String> before = snapshot(host);

    HostJournal journal = open();
    journal.record(new HostChange.DirectoryMade("/etc"));
    Files.createDirectory(host.resolve("etc"));
    journal.record(new HostChange.FileMade("/etc/sekisho.service"));
    Files.writeString(host.resolve("etc/sekisho.service"), "x");
    journal.beforeWrite("/cgroup/pids.max", "max", "100");
    Files.writeString(host.resolve("cgroup/pids.max"), "100\n");
    journal.beforeWrite("/gone/pids.max", "max", "100");

    assertThat(new HostRestoration(new HostRoot(host)).takeAllBack(open())).isEmpty();
    assertThat(snapshot(host)).isEqualTo(before);
    assertThat(open().open()).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteSinceIsLeftAndWhatCannotBeTakenBackIsNamed() throws IOException {
    Path host = Files.createDirectories(directory.resolve("host/etc"));
    Files.writeString(host.resolve("limit"), "77\n");
    Files.writeString(host.resolve("stranger"), "x");
    HostJournal journal = open();
    journal.record(new HostChange.DirectoryMade("/etc"));
    journal.beforeWrite("/etc/limit", "max", "100");
    HostRestoration restoration = new HostRestoration(new HostRoot(directory.resolve("host")));
    assertThat(restoration.takeAllBack(journal))
        .hasSize(1)
        .first()
        .asString()
        .contains("not empty");
    assertThat(Files.readString(host.resolve("limit"))).isEqualTo("77\n");
    assertThat(journal.open()).containsExactly(new HostChange.DirectoryMade("/etc"));
  }

  @Test
  @Tag("root")
  void aMountIsUnmounted() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("with space"));
    HostJournal journal = open();
    journal.record(new HostChange.Mounted(mount.toString()));
    Process process =
        new ProcessBuilder("mount", "-t", "tmpfs", "sekisho-journal-test", mount.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    String before = Files.readString(Path.of("/proc/self/mounts"));
    assertThat(before).contains("sekisho-journal-test");
    assertThat(new HostRestoration(HostRoot.SLASH).takeAllBack(journal)).isEmpty();
    assertThat(Files.readString(Path.of("/proc/self/mounts")))
        .doesNotContain("sekisho-journal-test");
    journal.record(new HostChange.Mounted(mount.toString()));
    assertThat(new HostRestoration(HostRoot.SLASH).takeAllBack(journal)).isEmpty();
  }

  private HostJournal open() throws IOException {
    return HostJournal.open(directory.resolve("journal"));
  }

  private static List<String> snapshot(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .sorted()
          .map(
              file -> {
                try {
                  return file + " " + (Files.isRegularFile(file) ? Files.readString(file) : "/");
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              })
          .toList();
    }
  }
}
