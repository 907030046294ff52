package dev.sekisho.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JsonTest {
  /** {@code -Dsekisho.golden.write} writes the files anew; read the diff before committing it. */
  private static final boolean WRITE = System.getProperty("sekisho.golden.write") != null;

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void everyEventKindHasItsGoldenFileAndComesBackEqual() throws IOException {
    assertThat(Samples.EVENTS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Event.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
                .toList());
    for (Map.Entry<String, Event> sample : new TreeMap<>(Samples.EVENTS).entrySet()) {
      String text = golden("event/" + sample.getKey(), sample.getValue());
      assertThat(Json.read(text, Event.class)).isEqualTo(sample.getValue());
      assertThat(text).contains("\"type\" : \"" + sample.getKey() + "\"");
    }
  }

  @Test
  void everyMessageHasItsGoldenFileAndComesBackEqual() throws IOException {
    for (Map.Entry<String, Object> sample : new TreeMap<>(Samples.MESSAGES).entrySet()) {
      String text = golden("message/" + sample.getKey(), sample.getValue());
      assertThat(Json.read(text, (Class<?>) sample.getValue().getClass()))
          .isEqualTo(sample.getValue());
    }
  }

  @Test
  void aSignedBundleCarriesItsBytesExactly() throws IOException {
    String text = golden("message/signedBundle", Samples.SIGNED);
    AgentApi.SignedBundle back = Json.read(text, AgentApi.SignedBundle.class);
    assertThat(back.keyId()).isEqualTo("k1");
    assertThat(back.payload()).isEqualTo(Samples.SIGNED.payload());
    assertThat(back.signature()).isEqualTo(Samples.SIGNED.signature());
  }

  @Test
  void equalValuesGiveEqualBytes() throws IOException {
    byte[] once = Json.bytes(Samples.WORKLOAD);
    assertThat(Json.bytes(Json.read(once, Workload.class))).isEqualTo(once);
  }

  @Test
  void fieldsOfANewerVersionAreSkipped() throws IOException {
    String newer =
        Json.text(Samples.DECISION).replaceFirst("\\{", "{\"colour\":{\"deep\":[1,2,{}]},");
    assertThat(Json.read(newer, Decision.class)).isEqualTo(Samples.DECISION);
  }

  @Test
  void whatAnOlderVersionDoesNotSendIsEmptyOrAbsent() throws IOException {
    AgentApi.HostReply reply =
        Json.read(
            """
            {"revision":1,"host":{"id":"h","name":"n","logicalName":"l","group":"","operatingSystem":""}}
            """,
            AgentApi.HostReply.class);
    assertThat(reply.bundleKeys()).isEmpty();
    assertThat(reply.host().addresses()).isEmpty();
    Event.ProcessStarted started =
        (Event.ProcessStarted)
            Json.read(Json.text(Samples.STARTED).replace(",\"interpreter\":null", ""), Event.class);
    assertThat(started.interpreter()).isEmpty();
  }

  @Test
  void whatMustBeThereIsMissed() {
    for (String bad :
        List.of(
            "null",
            "[]",
            "7",
            "",
            "{",
            "{}",
            "{\"revision\":1}",
            "{\"revision\":null,\"host\":null}",
            "{\"epoch\":1,\"storedThrough\":1.5}",
            "{\"epoch\":1,\"epoch\":2,\"storedThrough\":1}",
            "{\"epoch\":1,\"storedThrough\":1} true",
            "{\"epoch\":1}")) {
      assertThatThrownBy(() -> Json.read(bad, AgentApi.DecisionReceipt.class))
          .as(bad)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void anUnknownKindOfEventIsRefusedAndLoadsNoClass() {
    for (String type :
        List.of("java.lang.String", "dev.sekisho.model.Event$Notice", "Notice", "")) {
      assertThatThrownBy(() -> Json.read("{\"type\":\"" + type + "\",\"at\":\"x\"}", Event.class))
          .as(type)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void aWordThatRefusesItsValuesIsMalformedToo() {
    String text =
        Json.text(Samples.VERDICT).replace("\"ENFORCE\",\"reasons\"", "\"NONE\",\"reasons\"");
    assertThatThrownBy(() -> Json.read(text, dev.sekisho.model.Verdict.class))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void hostileShapesAreRefusedBeforeTheyCostMuch() {
    String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    String number = "{\"epoch\":" + "9".repeat(1_000_000) + ",\"storedThrough\":1}";
    String name = "{\"" + "n".repeat(100_000) + "\":1}";
    for (String bad : List.of(deep, number, name)) {
      assertThatThrownBy(() -> Json.read(bad, AgentApi.DecisionReceipt.class))
          .isInstanceOf(MalformedException.class)
          .hasMessageMatching("(?s).{1,400}");
    }
  }

  @Test
  void halfASurrogatePairBecomesAReplacementCharacterInsteadOfAnError() throws IOException {
    Event event =
        new Event.Notice(
            Samples.AT, "x", dev.sekisho.model.Severity.LOW, Map.of("k\ud800", "a\udc00b 😀"));
    Event back = Json.read(Json.bytes(event), Event.class);
    assertThat(((Event.Notice) back).values()).isEqualTo(Map.of("k\ufffd", "a\ufffdb 😀"));
  }

  @Test
  void generatedDecisionsComeBackEqual() throws IOException {
    Random random = new Random(20261125);
    for (int i = 0; i < 2_000; i++) {
      Decision decision = Generated.decision(random);
      assertThat(Json.read(Json.bytes(decision), Decision.class)).isEqualTo(decision);
    }
  }

  @Test
  void mutilatedMessagesAreRefusedOrReadAndNeverWorse() {
    Random random = new Random(7);
    byte[] good = Json.bytes(Samples.DECISION);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      refused += isRefused(bad) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      Json.read(bytes, Decision.class);
      return false;
    } catch (MalformedException refused) {
      return true;
    }
  }

  private static String golden(String name, Object value) throws IOException {
    Path file = GOLDEN.resolve(name + ".json");
    String text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(text).as(name).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    return text;
  }
}
