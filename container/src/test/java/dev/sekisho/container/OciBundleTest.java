package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciBundleTest {
  private static final String DOCUMENT =
      """
      {"process": {"args": ["sh", "-c", "id"], "user": {"uid": 1000},
        "capabilities": {"bounding": ["CAP_CHOWN"], "ambient": ["cap_net_admin"]},
        "noNewPrivileges": true, "apparmorProfile": "shop"},
       "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
        {"destination": "/data", "type": "none", "source": "/etc", "options": ["rbind", "ro"]}],
       "linux": {"namespaces": [{"type": "pid"}, {"type": "network", "path": "/x"}],
        "seccomp": {"defaultAction": "SCMP_ACT_ALLOW"}, "maskedPaths": ["/proc/kcore"],
        "devices": [{"path": "/dev/fuse"}]},
       "annotations": {"a": "b"}}
      """;

  @TempDir private Path directory;

  @Test
  void aBundleIsReadWhole() throws IOException {
    Files.writeString(directory.resolve("config.json"), DOCUMENT);
    assertThat(OciBundle.read(directory))
        .isEqualTo(
            new OciBundle(
                new OciProcess(
                    List.of("sh", "-c", "id"),
                    1000,
                    Set.of("CHOWN", "NET_ADMIN"),
                    true,
                    "shop",
                    ""),
                Set.of("pid", "network"),
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}",
                List.of("/proc/kcore"),
                List.of(new MountPoint(MountPoint.Type.BIND, "/etc", "/data", false)),
                List.of("/dev/fuse"),
                Map.of("a", "b")));
  }

  @Test
  void whatIsNoBundleIsRefused() throws IOException {
    for (String bad : List.of("", "[]", "{}", "{\"linux\":{}}", "{\"process\":{\"args\":[]}}")) {
      Files.writeString(directory.resolve("config.json"), bad);
      assertThatIOException().as(bad).isThrownBy(() -> OciBundle.read(directory));
    }
    Files.delete(directory.resolve("config.json"));
    assertThatIOException().isThrownBy(() -> OciBundle.read(directory));
    Files.createSymbolicLink(directory.resolve("config.json"), Path.of("/etc/passwd"));
    assertThatIOException().isThrownBy(() -> OciBundle.read(directory));
    Path large = directory.resolve("large");
    Files.write(large, new byte[9 * 1024 * 1024]);
    assertThatIOException().isThrownBy(() -> OciProcess.read(large));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(13);
    byte[] good = DOCUMENT.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(5); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      }
      try {
        assertThat(OciBundle.parse(bytes)).isNotNull();
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotNull();
      }
    }
  }
}
