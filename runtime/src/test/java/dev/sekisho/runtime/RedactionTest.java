package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "app --password=hunter2 --verbose|app --password=[redacted] --verbose",
        "app --password hunter2 --verbose|app --password [redacted] --verbose",
        "app --db-password=a=b|app --db-password=[redacted]",
        "java -Djavax.net.ssl.trustStorePassword=x -jar a.jar|java -Djavax.net.ssl.trustStorePassword=[redacted] -jar a.jar",
        "env DB_PASSWORD=hunter2 PATH=/bin app|env DB_PASSWORD=[redacted] PATH=/bin app",
        "docker run -e API_KEY=abc123 image|docker run -e API_KEY=[redacted] image",
        "mysql -uroot -phunter2 -h db|mysql -uroot -p[redacted] -h db",
        "sudo mysqldump -phunter2 shop|sudo mysqldump -p[redacted] shop",
        "tar -pxf archive|tar -pxf archive",
        "curl -u alice:hunter2 https://host/|curl -u alice:[redacted] https://host/",
        "curl -ualice:hunter2 https://host/|curl -ualice:[redacted] https://host/",
        "redis-cli -a hunter2 ping|redis-cli -a [redacted] ping",
        "sshpass -p hunter2 ssh host|sshpass -p [redacted] ssh host",
        "git clone https://bob:hunter2@host/r.git|git clone https://bob:[redacted]@host/r.git",
        "psql postgres://u:p@h/d|psql postgres://u:[redacted]@h/d",
        "aws AKIAIOSFODNN7EXAMPLE|aws [redacted]",
        "x ghp_abcdefghijklmnopqrstuvwxyz0123456789|x [redacted]",
        "sekisho enforcer --token-file /run/t|sekisho enforcer --token-file /run/t",
        "grep pass /etc/passwd|grep pass /etc/passwd",
        "ls -la /srv/token-service|ls -la /srv/token-service",
      })
  void secretsAreTakenOutAndTheRestStays(String given, String expected) {
    assertThat(Redaction.arguments(List.of(given.split(" ", -1))))
        .containsExactly(expected.split(" ", -1));
  }

  @Test
  void aCommandInOneArgumentIsSearchedToo() {
    assertThat(
            Redaction.arguments(
                List.of(
                    "sh",
                    "-c",
                    "export TOKEN='a b'; curl -H 'Authorization: Bearer abcdef123456' x")))
        .last()
        .asString()
        .doesNotContain("a b")
        .doesNotContain("abcdef123456")
        .contains("curl -H");
  }

  @Test
  void hostileArgumentsAreHandledInReasonableTime() {
    String long1 = "password".repeat(2000) + "-".repeat(2000);
    String long2 = "--".repeat(4000) + "=";
    String long3 = "a://".repeat(3000) + ":" + "@".repeat(100);
    assertThat(Redaction.arguments(List.of("x", long1, long2, long3))).hasSize(4);
  }

  @Test
  void asManyArgumentsComeOutAsWentIn() {
    assertThat(Redaction.arguments(List.of())).isEmpty();
    assertThat(Redaction.arguments(List.of("", "", ""))).hasSize(3);
    assertThat(Redaction.arguments(List.of("app", "--password"))).hasSize(2);
  }
}
