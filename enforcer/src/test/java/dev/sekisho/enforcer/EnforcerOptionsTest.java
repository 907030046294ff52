package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Messages;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EnforcerOptionsTest {
  private static final Messages ENGLISH = Messages.of(EnforcerOptions.class, Locale.ENGLISH);

  @Test
  void theCommandLineIsRead() {
    EnforcerOptions options =
        parse(
            "--data",
            "/d",
            "--manager",
            "https://m:8444",
            "--token-file",
            "/t",
            "--engine",
            "unix:///run/e.sock",
            "--bpffs",
            "/sys/fs/bpf/x",
            "--keep-guards");
    assertThat(options.data()).isEqualTo(Path.of("/d"));
    assertThat(options.manager()).contains(URI.create("https://m:8444"));
    assertThat(options.tokenFile()).contains(Path.of("/t"));
    assertThat(options.engineSocket()).isEqualTo(Path.of("/run/e.sock"));
    assertThat(options.pins()).isEqualTo(Path.of("/sys/fs/bpf/x"));
    assertThat(options.keepGuards()).isTrue();
    assertThat(parse("--uninstall").uninstall()).isTrue();
  }

  @Test
  void whatCannotBeUnderstoodIsSaidWithItsName() {
    assertThat(wrong("--colour", "red")).isEqualTo("option-unknown");
    assertThat(wrong("--data")).isEqualTo("option-without-value");
    assertThat(wrong("--manager", "http://m")).isEqualTo("option-value");
    assertThat(wrong("--manager", "m:8444")).isEqualTo("option-value");
    assertThat(wrong("--spool-megabytes", "many")).isEqualTo("option-value");
    assertThat(wrong()).isEqualTo("no-manager-no-policy");
    assertThat(wrong("--manager", "https://m", "--policy", "p")).isEqualTo("manager-and-policy");
  }

  private static EnforcerOptions parse(String... arguments) {
    return EnforcerOptions.parse(List.of(arguments), ENGLISH);
  }

  private static String wrong(String... arguments) {
    ProblemException[] caught = new ProblemException[1];
    assertThatThrownBy(() -> parse(arguments))
        .isInstanceOfSatisfying(ProblemException.class, e -> caught[0] = e);
    return caught[0].problems().getFirst().id();
  }
}
