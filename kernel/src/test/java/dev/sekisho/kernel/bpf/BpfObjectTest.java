package dev.sekisho.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BpfObjectTest {
  private static byte[] object() throws IOException {
    return Files.readAllBytes(
        Path.of("src/main/resources/dev/sekisho/kernel/guard/guard-x86_64.bpf.o"));
  }

  @Test
  void mapsAreDescribedAsTheSourceDeclaresThem() throws IOException {
    assertThat(BpfObject.shapes(object()).get("templates"))
        .satisfies(
            shape -> {
              assertThat(shape.type()).isEqualTo(1);
              assertThat(shape.keySize()).isEqualTo(8);
              assertThat(shape.valueSize()).isEqualTo(144);
              assertThat(shape.entries()).isEqualTo(256);
            });
  }

  @Test
  @Tag("root")
  void onAKernelWithoutItsNewestFunctionsEveryProgramStillLoads() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: needs root");
    Set<String> newest =
        Set.of("bpf_send_signal_task", "bpf_iter_task_new", "bpf_iter_task_vma_new");
    try (BpfObject loaded = BpfObject.load(object(), Btf.ofKernel().hiding(newest))) {
      assertThat(loaded.refused())
          .hasSize(1)
          .allSatisfy(
              (program, why) -> {
                assertThat(program).startsWith("guard_memory_lock");
                assertThat(why).contains("arguments");
              });
    }
  }

  @Test
  void anObjectThatIsTornAnywhereIsRefusedAndNothingElseHappens() throws IOException {
    byte[] whole = object();
    for (int length = 0; length < whole.length; length += 997) {
      byte[] torn = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> BpfObject.shapes(torn)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bytesChangedInTypesAreRefusedOrReadButNeverCrash() throws IOException {
    byte[] types = ElfObject.parse(object()).requiredSection(".BTF").copy();
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      byte[] changed = types.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        assertThat(Btf.parse(changed).count()).isPositive();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("BTF");
      }
    }
  }
}
