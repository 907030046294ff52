package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Fanotify;
import dev.sekisho.kernel.FileSystem;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Statx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("root")
class FanotifyTest {
  private GuardFixture fixture;
  private TestContainer container;

  @BeforeEach
  void start() throws IOException {
    fixture = GuardFixture.open();
    container = fixture.container("fanotify");
  }

  @AfterEach
  void stop() throws IOException {
    if (container != null) container.close();
    if (fixture != null) fixture.close();
  }

  /** Denies one inode; remembers what it was asked. */
  private static final class DenyingJudge implements Fanotify.Judge {
    private final long denied;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final Statx statx = new Statx();

    DenyingJudge(long denied) {
      this.denied = denied;
    }

    @Override
    public boolean allow(long mask, int file, int pid, int pidDescriptor) {
      try {
        statx.read(file);
        asked.add(Descriptor.path(file));
        if (pidDescriptor < 0 || !ProcessHandle.of(pid).orElseThrow().isAlive())
          trouble.add("pid " + pid);
        return statx.inode() != denied;
      } catch (KernelException e) {
        trouble.add(String.valueOf(e.getMessage()));
        return true;
      }
    }

    @Override
    public void overflowed() {
      trouble.add("overflow");
    }
  }

  @Test
  void anExecutionInTheMarkedFileSystemIsDeniedWithEpermAndAnotherIsAllowed() throws Exception {
    Path hello = container.root().resolve("bin/hello");
    assertThat(container.run("/bin/hello").output()).isEqualTo("RAN\n");
    DenyingJudge judge = new DenyingJudge(Statx.identity(hello).inode());
    Fanotify fanotify = Fanotify.open();
    Thread server = Thread.ofPlatform().start(() -> serve(fanotify, judge));
    try {
      long device =
          fanotify.markFileSystem(
              container.root(), Fanotify.FAN_OPEN_EXEC_PERM, FileSystem.OVERLAYFS);
      assertThat(device).isEqualTo(container.rootDevice().orElseThrow());
      TestContainer.Run denied = container.run("/bin/hello");
      assertThat(denied.exit()).isEqualTo(125);
      assertThat(denied.output()).contains("Operation not permitted");
      assertThat(container.run("/bin/ls").output()).isEqualTo("RAN ls\n");
      assertThat(judge.asked).anyMatch(path -> path.endsWith("bin/busybox"));
      assertThat(judge.trouble).isEmpty();
      fanotify.unmarkFileSystem(container.root(), Fanotify.FAN_OPEN_EXEC_PERM);
      assertThat(container.run("/bin/hello").output()).isEqualTo("RAN\n");
    } finally {
      fanotify.close();
      server.join(5000);
    }
    assertThat(server.isAlive()).isFalse();
  }

  private static void serve(Fanotify fanotify, Fanotify.Judge judge) {
    try {
      while (!fanotify.closed()) fanotify.serve(judge);
    } catch (KernelException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDirectoryOnAnotherFileSystemThanExpectedIsNotMarked() throws IOException {
    try (Fanotify fanotify = Fanotify.open()) {
      assertThatThrownBy(
              () ->
                  fanotify.markFileSystem(
                      Path.of("/proc"), Fanotify.FAN_OPEN_EXEC_PERM, FileSystem.OVERLAYFS))
          .isInstanceOf(KernelException.class)
          .hasMessageContaining("0x9fa0 instead of 0x794c7630");
    }
  }
}
