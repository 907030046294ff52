package dev.sekisho.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateRequestTest {
  @Test
  void anotherLibraryReadsTheRequestAndVerifiesIt() {
    for (String name : List.of("h", "build-7.example", "関所", "n".repeat(300))) {
      KeyPair key = CertificateRequest.newKey();
      assertThat(TestAuthority.requested(CertificateRequest.pem(key, name)))
          .isEqualTo(key.getPublic());
    }
  }

  @Test
  @Tag("openssl")
  void opensslVerifiesTheRequest(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("request.pem");
    Files.writeString(file, CertificateRequest.pem(CertificateRequest.newKey(), "build-7"));
    Process openssl =
        new ProcessBuilder(
                "openssl", "req", "-verify", "-noout", "-subject", "-in", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(openssl.exitValue()).as(output).isZero();
    assertThat(output).contains("verify OK").contains("build-7");
  }

  @Test
  void certificatesAreRenewedAfterTwoThirdsOfTheirLife() throws Exception {
    TestAuthority authority = new TestAuthority();
    KeyPair key = CertificateRequest.newKey();
    // The authority lets certificates begin an hour ago: a life of 3 hours in all.
    Credentials credentials =
        Credentials.of(
            Pem.text("PRIVATE KEY", key.getPrivate().getEncoded()),
            TestAuthority.pem(authority.client(key.getPublic(), "h", Duration.ofHours(2))),
            TestAuthority.pem(authority.certificate));
    assertThat(Duration.between(credentials.renewal(), credentials.end()))
        .isEqualTo(Duration.ofHours(1));
    assertThat(credentials.expired(credentials.end().plusSeconds(1))).isTrue();
    assertThat(credentials.expired(credentials.end().minusSeconds(1))).isFalse();
  }

  @Test
  void textsThatAreNoKeysAreMalformed() {
    for (String bad :
        List.of(
            "",
            "PEM",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n=\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")) {
      assertThatThrownBy(() -> Pem.certificates(bad)).isInstanceOf(MalformedException.class);
      assertThatThrownBy(() -> Pem.ecPrivateKey(bad)).isInstanceOf(MalformedException.class);
      assertThatThrownBy(() -> Pem.ed25519PublicKey(bad)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void aTokenIsReadWholeOrNotAtAllAndDoesNotShowItsSecret() {
    String text = "skt1.0123456789abcdefABCDEF_-." + "0a".repeat(32);
    EnrolmentToken token = EnrolmentToken.parse(" " + text + "\n").orElseThrow();
    assertThat(token.text()).isEqualTo(text);
    assertThat(token.secret()).isEqualTo("skt1.0123456789abcdefABCDEF_-");
    assertThat(token.toString()).doesNotContain("0123456789abcdef");
    for (String bad :
        List.of(
            "",
            "skt1",
            text + "0",
            text.toUpperCase(java.util.Locale.ROOT),
            "skt2" + text.substring(4),
            text + "\n" + text)) {
      assertThat(EnrolmentToken.parse(bad)).as(bad).isEqualTo(Optional.empty());
    }
  }

  @Test
  void backOffDoublesUpToItsBoundAndIsNeverTheSameForAll() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    Random random = new Random(4);
    for (int failures = 1; failures < 100; failures++) {
      long bound = Math.min(5_000, 100L << Math.min(failures - 1, 20));
      assertThat(backoff.delay(failures, random).toMillis()).isBetween(bound / 2, bound);
    }
    assertThat(backoff.delay(9, random)).isNotEqualTo(backoff.delay(9, random));
  }
}
