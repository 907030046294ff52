package dev.sekisho.manager.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority that the operator brings ({@code sekisho.ca.file}). */
class OwnAuthorityTest {
  private static final Clock NOW = Clock.systemUTC();
  private static final Clock BEFORE = Clock.offset(NOW, Duration.ofDays(-3653));
  private static final Clock LATER = Clock.offset(NOW, Duration.ofDays(3));

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void makeDirectories() throws IOException {
    file = directory.resolve("own.pem");
    Files.createDirectory(directory.resolve("manager"));
  }

  /** An authority as an operator has one: made elsewhere, by that time. */
  private Path made(String name, Clock clock) throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve(name));
    CertificateAuthority.open(elsewhere, Optional.empty(), clock);
    return elsewhere;
  }

  private void give(Path certificate, Path key) throws IOException {
    Files.writeString(file, Files.readString(certificate) + Files.readString(key));
  }

  private CertificateAuthority open() throws IOException {
    return CertificateAuthority.open(directory.resolve("manager"), Optional.of(file), NOW);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::open)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why)
        .hasMessageContaining("#manager-bad-ca-file");
    assertThat(directory.resolve("manager/ca.pem")).doesNotExist();
    assertThat(directory.resolve("manager/ca.key")).doesNotExist();
  }

  @Test
  void itSignsInPlaceOfAGeneratedOneAndIsKept() throws IOException {
    Path own = made("own", NOW);
    give(own.resolve("ca.pem"), own.resolve("ca.key"));
    CertificateAuthority authority = open();
    authority.refreshServerCertificate(directory.resolve("manager"), List.of("localhost"));
    String chain = Files.readString(directory.resolve("manager/server.pem"));
    assertThat(chain).endsWith(Files.readString(own.resolve("ca.pem")));
    Files.delete(file);
    assertThat(
            CertificateAuthority.open(directory.resolve("manager"), Optional.empty(), NOW)
                .fingerprint())
        .isEqualTo(authority.fingerprint());
  }

  @Test
  void aKeyOfAnotherIsRefused() throws IOException {
    give(made("one", NOW).resolve("ca.pem"), made("two", NOW).resolve("ca.key"));
    assertRefused("its key does not belong to its certificate");
  }

  @Test
  void anExpiredOneAndOneOfTheFutureAreRefusedWithTheTime() throws IOException {
    Path old = made("old", BEFORE);
    give(old.resolve("ca.pem"), old.resolve("ca.key"));
    assertRefused("its certificate ended at 20");
    Path coming = made("coming", LATER);
    give(coming.resolve("ca.pem"), coming.resolve("ca.key"));
    assertRefused("its certificate begins at 20");
  }

  @Test
  void aCertificateThatIsNoAuthoritysIsRefused() throws IOException {
    Path own = made("own", NOW);
    CertificateAuthority.open(own, Optional.empty(), NOW)
        .refreshServerCertificate(own, List.of("localhost"));
    give(own.resolve("server.pem"), own.resolve("server.key"));
    assertRefused("not that of an authority");
  }

  @Test
  void whatHoldsNoKeyNoCertificateOrNeitherIsRefused() throws IOException {
    Path own = made("own", NOW);
    for (String text :
        List.of(
            Files.readString(own.resolve("ca.pem")),
            Files.readString(own.resolve("ca.key")),
            "",
            "not PEM")) {
      Files.writeString(file, text);
      assertRefused("it holds no certificate, or no key");
    }
    Files.writeString(file, Files.readString(own.resolve("ca.pem")).replaceFirst("MII", "!!!"));
    assertRefused("");
    Files.delete(file);
    assertRefused("NoSuchFileException");
  }
}
