package dev.sekisho.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountsTest {
  private static final String OVERLAY =
      "612 611 0:51 / / rw,relatime shared:1 master:2 - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u\\040x,workdir=/w";

  @Test
  void aLineIsReadWithItsOptionalFieldsAndEscapes() throws IOException {
    Mounts.Mount mount = Mounts.parse(List.of(OVERLAY)).mounts().getFirst();
    assertThat(mount.device()).isEqualTo(51);
    assertThat(mount.type()).isEqualTo("overlay");
    assertThat(mount.superOption("upperdir")).contains("/u x");
    assertThat(mount.superOption("lowerdir")).contains("/l/A:/l/B");
    assertThat(mount.superOption("metacopy")).isEqualTo(Optional.empty());
  }

  @Test
  void theFirstAndTheLastDeviceOfAMajorNumberAreKeptApart() throws IOException {
    assertThat(
            Mounts.parse(List.of("1 0 259:1048575 / /x rw - ext4 /dev/x rw"))
                .mounts()
                .getFirst()
                .device())
        .isEqualTo(259L << 20 | 1048575);
  }

  @Test
  void whatIsNoMountIsRefusedByName() {
    for (String line :
        List.of(
            "",
            "1 2 3",
            OVERLAY.replace(" - ", " "),
            OVERLAY.replace("0:51", "051"),
            OVERLAY.replace("612", "x"),
            "- - - - - - - - -")) {
      assertThatThrownBy(() -> Mounts.parse(List.of(line)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("mountinfo");
    }
  }

  @Test
  void controlGroupsAreFoundInPureAndInMixedSetups() throws IOException {
    String v2 = "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw";
    String mixed = "31 20 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
    String pids = "32 20 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids";
    assertThat(Cgroups.detect(Mounts.parse(List.of(v2))))
        .isEqualTo(
            new Cgroups(
                Cgroups.Mode.UNIFIED, Optional.of(Path.of("/sys/fs/cgroup")), Optional.empty()));
    assertThat(Cgroups.detect(Mounts.parse(List.of(mixed, pids))))
        .isEqualTo(
            new Cgroups(
                Cgroups.Mode.HYBRID,
                Optional.of(Path.of("/sys/fs/cgroup/unified")),
                Optional.of(Path.of("/sys/fs/cgroup/pids"))));
    assertThat(Cgroups.detect(Mounts.parse(List.of(pids))).mode()).isEqualTo(Cgroups.Mode.LEGACY);
  }
}
