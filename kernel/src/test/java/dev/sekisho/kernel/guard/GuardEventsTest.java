package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.kernel.FileIdentity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardEventsTest {
  @Test
  void noBytesMakeTheDecoderDoAnythingButRefuse() {
    Random random = new Random(7);
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < 20_000; i++) {
        MemorySegment record = arena.allocate(8L * random.nextInt(1, 60), 8);
        for (long at = 0; at < record.byteSize(); at++)
          record.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
        record.set(ValueLayout.JAVA_INT, 0, random.nextInt(8));
        try {
          assertThat(GuardEvents.decode(record)).isNotNull();
        } catch (IllegalArgumentException refused) {
          assertThat(refused).hasMessageNotContaining("null");
        }
      }
    }
  }

  @Test
  void aRecordThatSaysItIsLongerThanItIsIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment record =
          arena.allocate(GuardLayout.offset(GuardLayout.EXECUTION, "data") + 8, 8);
      record.set(ValueLayout.JAVA_INT, 0, 1);
      assertThat(GuardEvents.decode(record)).isInstanceOf(GuardEvent.Execution.class);
      record.set(
          ValueLayout.JAVA_INT, GuardLayout.offset(GuardLayout.EXECUTION, "arguments_length"), 9);
      assertThatThrownBy(() -> GuardEvents.decode(record))
          .isInstanceOf(IllegalArgumentException.class);
      record.set(
          ValueLayout.JAVA_INT, GuardLayout.offset(GuardLayout.EXECUTION, "arguments_length"), -1);
      assertThatThrownBy(() -> GuardEvents.decode(record))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aConfigurationSurvivesItsBytes() {
    GuardConfiguration configuration =
        new GuardConfiguration(
            5,
            new Setting(Mode.ENFORCE, 1),
            new Setting(Mode.AUDIT, 2),
            new Setting(Mode.OFF, 3),
            new Setting(Mode.AUDIT, -4),
            new Setting(Mode.ENFORCE, 5),
            new ForkLimits(new Limit(1, 2), new Limit(3, 4), new Limit(5, 6), new Limit(7, 8)),
            -9,
            10,
            true);
    assertThat(GuardCodec.configuration(GuardCodec.configuration(configuration)))
        .isEqualTo(configuration);
  }

  @Test
  void rulesOfDifferentKindsOrSetsNeverShareAKey() {
    GuardHash hash = new GuardHash(3, 5);
    Setting setting = new Setting(Mode.AUDIT, 0);
    Rule[] rules = {
      new Rule.Name("a", setting),
      new Rule.FullPath("/a", setting),
      new Rule.Below("/a", setting),
      new Rule.ByIdentity(new FileIdentity(1, 2), setting),
      new Rule.ByDevice(1, setting)
    };
    assertThat(rules)
        .extracting(rule -> java.util.HexFormat.of().formatHex(GuardCodec.key(1, rule, hash)))
        .doesNotHaveDuplicates();
    assertThat(GuardCodec.key(1, rules[0], hash)).isNotEqualTo(GuardCodec.key(2, rules[0], hash));
  }
}
