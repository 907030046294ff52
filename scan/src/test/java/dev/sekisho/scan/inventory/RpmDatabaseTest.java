package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Component.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpmDatabaseTest {
  private static final String SQLITE = "var/lib/rpm/rpmdb.sqlite";

  @Test
  void whatTheWriteAheadLogCommittedIsPartOfTheDatabase() throws IOException {
    byte[] database = Layer.fixture("rpmdb.sqlite");
    LayerInventory old = new Layer().file(SQLITE, database).read();
    assertThat(old.gaps()).isEmpty();
    assertThat(Layer.purls(old))
        .contains("pkg:rpm/removed@1-1.el9?arch=x86_64", "pkg:rpm/updated@1.0-1.el9?arch=x86_64")
        .hasSize(23);

    // In a tar archive the log comes after the database or before it.
    LayerInventory whole =
        new Layer()
            .file(SQLITE + "-wal", Layer.fixture("rpmdb.sqlite-wal"))
            .file(SQLITE, database)
            .read();
    assertThat(whole.gaps()).isEmpty();
    assertThat(Layer.purls(whole))
        .contains(
            "pkg:rpm/updated@3:2.0-1.el9?arch=x86_64",
            "pkg:rpm/added@7-1?arch=x86_64",
            "pkg:rpm/later19@1-1?arch=x86_64",
            "pkg:rpm/filler19@1-1?arch=x86_64")
        .hasSize(43)
        .noneMatch(purl -> purl.contains("removed"));
    assertThat(whole.components().getFirst().source())
        .contains(new Source("updated", "3:2.0-1.el9", "nodejs:18"));
    assertThat(whole.owned().getFirst().paths().contains(PathHash.owned("bin/bash"))).isTrue();
  }

  @Test
  void aLogOfWhichTheLastTransactionIsCutOffCountsUpToTheOneBefore() throws IOException {
    byte[] log = Layer.fixture("rpmdb.sqlite-wal");
    LayerInventory cut =
        new Layer()
            .file(SQLITE, Layer.fixture("rpmdb.sqlite"))
            .file(SQLITE + "-wal", Arrays.copyOf(log, log.length - 10))
            .read();
    assertThat(cut.gaps()).isEmpty();
    assertThat(cut.components()).hasSize(42);
    byte[] flipped = log.clone();
    flipped[log.length - 10] ^= 1;
    LayerInventory damaged =
        new Layer()
            .file(SQLITE, Layer.fixture("rpmdb.sqlite"))
            .file(SQLITE + "-wal", flipped)
            .read();
    assertThat(damaged.components()).hasSize(42);
  }

  @Test
  void aLogWithoutItsDatabaseIsAGap() throws IOException {
    LayerInventory layer =
        new Layer().file(SQLITE + "-wal", Layer.fixture("rpmdb.sqlite-wal")).read();
    assertThat(Layer.gaps(layer))
        .containsExactly("is the log of a database that is not in this layer");
    assertThat(new Layer().file(SQLITE + "-wal", new byte[0]).read().gaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void berkeleyDbIsReadInBothByteOrders(boolean big) throws IOException {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    LayerInventory layer = Layer.of("var/lib/rpm/Packages", berkeley(order));
    assertThat(layer.gaps()).isEmpty();
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:rpm/small@1-1", "pkg:rpm/" + "l".repeat(900) + "@1-1");
  }

  @Test
  void aBrokenPageHidesNoOther() throws IOException {
    byte[] database = berkeley(ByteOrder.LITTLE_ENDIAN);
    database[2 * 512 + 25] = 99; // what continues the large value is no overflow page any more
    LayerInventory layer = Layer.of("var/lib/rpm/Packages", database);
    assertThat(Layer.purls(layer)).containsExactly("pkg:rpm/small@1-1");
    assertThat(Layer.gaps(layer)).containsExactly("page 1: page 2 does not continue a value");
  }

  /** A counter, a value in its page, a value on two pages of its own. */
  static byte[] berkeley(ByteOrder order) {
    byte[] small = header("small");
    byte[] large = header("l".repeat(900));
    int pages = 2 + (large.length + 485) / 486;
    ByteBuffer file = ByteBuffer.allocate(pages * 512).order(order);
    file.putInt(12, 0x00061561).putInt(20, 512).put(25, (byte) 8).putInt(32, pages - 1);
    List<byte[]> items =
        List.of(
            inPage(number(0, order)),
            inPage(number(9, order)),
            inPage(number(1, order)),
            inPage(small),
            inPage(number(2, order)),
            ByteBuffer.allocate(12)
                .order(order)
                .put(0, (byte) 3)
                .putInt(4, 2)
                .putInt(8, large.length)
                .array());
    file.putShort(512 + 20, (short) items.size()).put(512 + 25, (byte) 13);
    int at = 512;
    for (int i = 0; i < items.size(); i++) {
      at -= items.get(i).length;
      file.putShort(512 + 26 + 2 * i, (short) at);
      file.put(512 + at, items.get(i));
    }
    for (int page = 2, from = 0; page < pages; page++, from += 486) {
      int part = Math.min(486, large.length - from);
      file.putInt(page * 512 + 16, page + 1 < pages ? page + 1 : 0);
      file.putShort(page * 512 + 22, (short) part).put(page * 512 + 25, (byte) 7);
      file.put(page * 512 + 26, large, from, part);
    }
    return file.array();
  }

  private static byte[] number(int value, ByteOrder order) {
    return ByteBuffer.allocate(4).order(order).putInt(value).array();
  }

  private static byte[] inPage(byte[] value) {
    return ByteBuffer.allocate(value.length + 1).put((byte) 1).put(value).array();
  }

  /** Name, version 1, release 1. */
  static byte[] header(String name) {
    byte[] text = (name + "\0001\0001\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    ByteBuffer header = ByteBuffer.allocate(8 + 3 * 16 + text.length);
    header.putInt(3).putInt(text.length);
    header.putInt(1000).putInt(6).putInt(0).putInt(1);
    header.putInt(1001).putInt(6).putInt(name.length() + 1).putInt(1);
    header.putInt(1002).putInt(6).putInt(name.length() + 3).putInt(1);
    return header.put(text).array();
  }
}
