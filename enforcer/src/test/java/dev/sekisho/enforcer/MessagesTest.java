package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void bothLanguagesHaveTheSameTextsWithTheSameValues() throws IOException {
    Properties english = load("messages.properties");
    Properties japanese = load("messages_ja.properties");
    assertThat(japanese.keySet()).isEqualTo(english.keySet());
    for (String key : english.stringPropertyNames()) {
      assertThat(new MessageFormat(japanese.getProperty(key)).getFormats())
          .as(key)
          .hasSameSizeAs(new MessageFormat(english.getProperty(key)).getFormats());
    }
  }

  private static Properties load(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(Enforcer.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }
}
