package dev.sekisho.manager.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManagerConfigurationTest {
  private static ManagerConfiguration read(Map<String, String> properties) {
    return ManagerConfiguration.read("build-7", name -> Optional.ofNullable(properties.get(name)));
  }

  @Test
  void whatIsNotSaidIsLoopbackAndEmbedded() {
    ManagerConfiguration configuration = read(Map.of("sekisho.data", "/var/lib/x"));
    assertThat(configuration.console()).isEqualTo(new ListenAddress("127.0.0.1", 8443));
    assertThat(configuration.agents()).isEqualTo(new ListenAddress("127.0.0.1", 8444));
    assertThat(configuration.database()).isEmpty();
    assertThat(configuration.certificateNames()).contains("localhost", "build-7");
  }

  @Test
  void wrongValuesAreProblemsThatNameTheSetting() {
    for (String address : new String[] {"8443", "host", "[::1]", "host:99999", "a b:1", "::1:80"}) {
      assertThatThrownBy(
              () -> read(Map.of("sekisho.data", "/x", "sekisho.console.address", address)))
          .as(address)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("sekisho.console.address");
    }
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("data directory");
    assertThatThrownBy(
            () -> read(Map.of("sekisho.data", "/x", "sekisho.database.url", "mysql://x")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("sekisho.database.url");
  }

  @Test
  void addressesAreReadAndWrittenAlike() {
    for (String text : new String[] {"127.0.0.1:8443", "[::1]:1", "manager.example:443"}) {
      assertThat(ListenAddress.parse(text).toString()).isEqualTo(text);
    }
  }
}
