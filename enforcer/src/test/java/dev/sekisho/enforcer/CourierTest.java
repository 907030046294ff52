package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.SpooledBatch;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourierTest {
  @Test
  void decisionsMadeBeforeEnrolmentAreSentUnderTheNameThatTheHostGot() throws IOException {
    SpooledBatch batch =
        new SpooledBatch(
            7, 1, List.of(Json.bytes(decision("local", 1)), Json.bytes(decision("h-1", 2))));
    List<byte[]> sent = Courier.underOwnName(batch, "h-1").records();
    assertThat(Json.read(sent.get(0), Decision.class)).isEqualTo(decision("h-1", 1));
    assertThat(Json.read(sent.get(1), Decision.class)).isEqualTo(decision("h-1", 2));
    assertThat(sent.get(1)).isSameAs(batch.records().get(1));
  }

  private static Decision decision(String host, long sequence) {
    return new Decision(
        new Decision.Key(host, 7, sequence),
        Optional.empty(),
        new Event.Notice(Instant.EPOCH, "enforcer-started", Severity.LOW, Map.of()),
        Verdict.NONE,
        Action.RECORDED,
        "plane",
        0);
  }
}
