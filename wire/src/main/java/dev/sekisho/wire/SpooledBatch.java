package dev.sekisho.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Decisions as they lie in the spool, ready to be sent.
 *
 * @param epoch their epoch
 * @param first sequence of the first
 * @param records each decision as JSON in UTF-8, in the order of their sequence without holes
 */
public record SpooledBatch(long epoch, long first, List<byte[]> records) {
  public SpooledBatch {
    records = List.copyOf(records);
    if (records.isEmpty()) throw new IllegalArgumentException("an empty batch");
  }

  /** Sequence of the last decision. */
  public long last() {
    return first + records.size() - 1;
  }

  /** The first {@code count} decisions, at least one. */
  public SpooledBatch head(int count) {
    return new SpooledBatch(epoch, first, records.subList(0, Math.min(count, records.size())));
  }

  /** JSON of a {@link AgentApi.DecisionBatch}; the decisions are not read again for it. */
  public byte[] json() {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.writeBytes(
        ("{\"epoch\":" + epoch + ",\"decisions\":[").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < records.size(); i++) {
      if (i > 0) json.write(',');
      json.writeBytes(records.get(i));
    }
    json.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
    return json.toByteArray();
  }
}
