package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * install.sh and uninstall.sh below a directory of their own, with a small program in place of the
 * real one.
 */
class InstallTest {
  private static final Path PACKAGE = Path.of("../script/package").toAbsolutePath().normalize();

  @TempDir private Path directory;
  private Path archive;
  private Path root;

  @BeforeEach
  void unpack() throws IOException {
    archive = directory.resolve("sekisho-1");
    root = Files.createDirectory(directory.resolve("root"));
    run("cp", "-a", PACKAGE.toString(), archive.toString());
    Files.createDirectories(archive.resolve("usr/lib/sekisho/lib"));
    Files.writeString(archive.resolve("usr/lib/sekisho/lib/a.jar"), "1");
    Files.createDirectories(archive.resolve("usr/bin"));
    Files.writeString(archive.resolve("usr/bin/sekisho"), "#!/bin/sh\n");
  }

  private static void run(String... command) {
    assertThat(SystemUser.run(List.of(command)).code()).as(String.join(" ", command)).isZero();
  }

  private void script(String name, String... more) {
    List<String> command =
        new ArrayList<>(List.of("sh", archive.resolve(name).toString(), "--root", root.toString()));
    command.addAll(List.of(more));
    run(command.toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void installingTwiceIsInstallingOnceAndSettingsStay() throws IOException {
    script("install.sh");
    List<String> once = files();
    Path settings = root.resolve("etc/sekisho/manager.env");
    Files.writeString(settings, "SEKISHO_CONSOLE_ADDRESS=0.0.0.0:8443\n");
    Files.writeString(archive.resolve("usr/lib/sekisho/lib/a.jar"), "2");
    script("install.sh");
    assertThat(files()).isEqualTo(once);
    assertThat(Files.readString(settings)).contains("0.0.0.0");
    assertThat(Files.readString(root.resolve("usr/lib/sekisho/lib/a.jar"))).isEqualTo("2");
  }

  @Test
  void uninstallingLeavesNothingAndCanBeRepeated() throws IOException {
    script("install.sh");
    Files.createDirectories(root.resolve("var/lib/sekisho/manager"));
    Files.writeString(root.resolve("var/lib/sekisho/manager/key"), "k");
    script("uninstall.sh", "--keep-data");
    assertThat(files()).containsExactly("var/lib/sekisho/manager/key");
    script("uninstall.sh");
    script("uninstall.sh");
    assertThat(files()).isEmpty();
  }

  @Test
  void unitsNameOnlyWhatIsInstalled() throws IOException {
    for (String unit : List.of("sekisho-manager.service", "sekisho-enforcer.service")) {
      String text = Files.readString(PACKAGE.resolve("lib/systemd/system").resolve(unit));
      assertThat(text).contains("ExecStart=/usr/bin/sekisho ").contains("NoNewPrivileges=yes");
    }
  }
}
