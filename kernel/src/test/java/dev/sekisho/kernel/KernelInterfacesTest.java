package dev.sekisho.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelInterfacesTest {
  @Test
  void anErrorNamesTheCallItsArgumentsAndItself() {
    assertThatThrownBy(() -> Pidfd.open(4194303))
        .isInstanceOf(KernelException.class)
        .hasMessage("pidfd_open(4194303): No such process (ESRCH, errno 3)");
  }

  @Test
  void statxSeesWhatJavaSees(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "twelve bytes");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    Statx statx = new Statx();
    statx.read(link);
    assertThat(statx.inode()).isEqualTo((long) Files.getAttribute(file, "unix:ino"));
    assertThat(statx.sizeInBytes()).isEqualTo(12);
    assertThat(statx.isRegularFile()).isTrue();
    assertThat(statx.links()).isEqualTo(1);
    assertThat(statx.changeTimeNanoseconds())
        .isBetween(statx.modificationTimeNanoseconds(), Long.MAX_VALUE);
    statx.readLink(link);
    assertThat(statx.isRegularFile()).isFalse();
    assertThat(statx.inode()).isNotEqualTo(Statx.identity(file).inode());
  }

  @Test
  void anOpenFileTellsItsPathAndItsFirstBytes(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("файл"), "#!/bin/sh\n");
    try (Descriptor opened = Descriptor.open(file, 0)) {
      assertThat(Descriptor.path(opened.number())).isEqualTo(file.toRealPath().toString());
      assertThat(Descriptor.firstBytes(opened.number(), 2)).containsExactly('#', '!');
      assertThat(Descriptor.firstBytes(opened.number(), 100)).hasSize(10);
    }
    assertThatThrownBy(() -> Descriptor.open(directory.resolve("none"), 0))
        .hasMessageContaining("ENOENT");
  }

  @Test
  void aProcessIsSignalledAndItsEndIsSeen() throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    try (Pidfd pidfd = Pidfd.open((int) process.pid())) {
      assertThat(pidfd.hasEnded()).isFalse();
      pidfd.send(Pidfd.SIGKILL);
      assertThat(pidfd.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void thisProcessHasAMountNamespaceAndAGroup() throws IOException {
    assertThat(MountNamespace.of((int) ProcessHandle.current().pid()))
        .isEqualTo(MountNamespace.ofSelf());
    Cgroups cgroups = Cgroups.detect();
    if (cgroups.unified().isPresent()) {
      Path directory = cgroups.unifiedDirectory((int) ProcessHandle.current().pid()).orElseThrow();
      assertThat(Cgroups.processes(directory)).contains((int) ProcessHandle.current().pid());
    }
  }

  @Test
  void thePageSizeIsAPowerOfTwoAndAVectorWithoutItIsRefused() throws IOException {
    assertThat(Long.bitCount(PageSize.inBytes())).isEqualTo(1);
    assertThatThrownBy(() -> PageSize.inBytes(new byte[31])).hasMessageContaining("AT_PAGESZ");
  }

  @Test
  void everySystemCallHasANumberOnBothArchitectures() {
    for (Architecture architecture : Architecture.values()) {
      assertThat(SystemCall.values())
          .extracting(call -> call.number(architecture))
          .doesNotHaveDuplicates()
          .allMatch(number -> number >= 0);
    }
  }
}
