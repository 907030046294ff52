package dev.sekisho.manager.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void aHashMatchesItsPasswordAndNoOther() {
    String hash = passwords.hash("関所 password");
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.matches("関所 password", hash)).isTrue();
    assertThat(passwords.matches("関所 Password", hash)).isFalse();
    assertThat(passwords.hash("関所 password")).isNotEqualTo(hash);
  }

  @Test
  void theReferenceImplementationsHashIsUnderstood() {
    // From the test vectors of the reference implementation: argon2id, version 19, m=256, t=2, p=1.
    assertThat(
            passwords.matches(
                "password",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                    + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"))
        .isTrue();
  }

  @Test
  void whatIsNoHashMatchesNothing() {
    for (String text : new String[] {"", "x", "$argon2id$v=19$m=1,t=1,p=1$$", "$2a$10$abc"}) {
      assertThat(passwords.matches("password", text)).isFalse();
    }
  }
}
