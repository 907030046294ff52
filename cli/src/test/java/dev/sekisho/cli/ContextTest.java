package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextTest {
  @TempDir private Path directory;

  private Map<String, String> environment() {
    return Map.of("XDG_CONFIG_HOME", directory.toString());
  }

  @Test
  void onlyItsOwnerCanReadIt() throws Exception {
    Context context = new Context("https://127.0.0.1:8443", "/ca.pem", "secret");
    Path file = Context.file(environment());
    context.save(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Context.load(environment())).isEqualTo(context);
  }

  @Test
  void theEnvironmentGoesBeforeTheFile() {
    new Context("https://a", "", "one").save(Context.file(environment()));
    Map<String, String> environment =
        Map.of("XDG_CONFIG_HOME", directory.toString(), "SEKISHO_TOKEN", "two");
    assertThat(Context.load(environment)).isEqualTo(new Context("https://a", "", "two"));
  }

  @Test
  void aBrokenFileIsAProblemWithItsName() throws Exception {
    Path file = Context.file(environment());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"address\":");
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> Context.load(environment()))
        .satisfies(
            failure -> {
              assertThat(failure.exit()).isEqualTo(Exit.INPUT);
              assertThat(failure.problem(Captured.english().terminal.texts()).what())
                  .contains(file.toString());
            });
  }
}
