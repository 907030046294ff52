package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.OperatingSystem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An inventory as bytes: magic, version, checksum of the rest, the key that it belongs to, lists
 * with their counts. A text that occurs again is its number.
 *
 * <p>The checksum finds what is broken; whoever can write the cache can also make one that fits, so
 * that every count is compared with what is left before anything is made of it.
 */
final class LayerRecord {
  private static final int MAGIC = 0x534b4c59; // SKLY

  /** Counted up when this form changes. */
  private static final int VERSION = 1;

  private static final int HEADER = 12;

  private LayerRecord() {}

  /** Bytes that are no record, or another's. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String why) {
      super(why);
    }
  }

  static byte[] write(LayerInventory inventory, String key) {
    RecordWriter out = new RecordWriter();
    out.number(MAGIC);
    out.number(VERSION);
    out.number(0);
    out.text(key);
    out.number(inventory.components().size());
    inventory.components().forEach(out::component);
    out.texts(List.copyOf(inventory.databases()));
    out.number(inventory.owned().size());
    for (LayerInventory.Owned owned : inventory.owned()) {
      out.text(owned.path());
      out.hashes(owned.paths());
    }
    out.number(inventory.releases().size());
    for (LayerInventory.Release release : inventory.releases()) {
      OperatingSystem system = release.system();
      out.text(release.path());
      out.texts(List.of(system.id(), system.version(), system.codename(), system.name()));
    }
    out.number(inventory.licensed().size());
    for (LayerInventory.Licensed licensed : inventory.licensed()) {
      out.text(licensed.path());
      out.text(licensed.packageName());
      out.texts(licensed.licences());
    }
    List<Finding> findings =
        inventory.findings().stream().filter(f -> !(f instanceof Finding.Vulnerability)).toList();
    out.number(findings.size());
    findings.forEach(out::finding);
    out.gaps(inventory.gaps());
    out.gaps(inventory.unread());
    out.hashes(inventory.files());
    out.texts(inventory.removed());
    out.texts(inventory.opaque());
    return out.finish();
  }

  static LayerInventory read(byte[] bytes, String key) throws UnreadableException {
    RecordReader in = new RecordReader(bytes);
    if (bytes.length < HEADER || in.number() != MAGIC) {
      throw new UnreadableException("is no inventory of a layer");
    }
    if (in.number() != VERSION) {
      throw new UnreadableException("is of another version");
    }
    if (in.number() != sum(bytes)) {
      throw new UnreadableException("is damaged: its checksum differs");
    }
    if (!in.text().equals(key)) {
      throw new UnreadableException("is of another layer or other options");
    }
    List<Component> components = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      components.add(in.component());
    }
    HashSet<String> databases = new HashSet<>(in.texts());
    List<LayerInventory.Owned> owned = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      owned.add(new LayerInventory.Owned(in.text(), in.hashes()));
    }
    List<LayerInventory.Release> releases = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      String path = in.text();
      List<String> texts = in.texts();
      if (texts.size() != 4) {
        throw new UnreadableException("has a distribution of " + texts.size() + " texts");
      }
      releases.add(
          new LayerInventory.Release(
              path, new OperatingSystem(texts.get(0), texts.get(1), texts.get(2), texts.get(3))));
    }
    List<LayerInventory.Licensed> licensed = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      licensed.add(new LayerInventory.Licensed(in.text(), in.text(), in.texts()));
    }
    List<Finding> findings = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      findings.add(in.finding());
    }
    List<Gap> gaps = in.gaps();
    List<Gap> unread = in.gaps();
    PathHashes files = in.hashes();
    return new LayerInventory(
        components,
        databases,
        owned,
        releases,
        licensed,
        findings,
        gaps,
        unread,
        files,
        in.texts(),
        in.texts());
  }

  static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, HEADER, bytes.length - HEADER);
    return (int) sum.getValue();
  }
}
