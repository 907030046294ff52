package dev.sekisho.container.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks through the tar archive of a layer once: ustar, GNU's and pax's extensions, whiteouts. What
 * cannot be followed is a gap. Where tar programs differ, this reads as Go's archive/tar, by which
 * engines unpack layers.
 */
final class TarWalker {
  /** As Go's archive/tar bounds headers before headers. */
  private static final int EXTRA_BYTES = 1 << 20;

  /** Hard links that are wanted although their targets are not: few, unless someone is hostile. */
  private static final int PENDING = 50_000;

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** Of aufs, such as {@code .wh..wh.plnk}: not content. */
  private static final String WHITEOUT_META = ".wh..wh.";

  private final TarBytes in;
  private final LayerSink sink;
  private final Budget budget;
  private final GapList gaps;
  private final boolean whiteouts;
  private final ContentBuffer buffer = new ContentBuffer();
  private final TarBlock block = new TarBlock();
  private final PathSet given = new PathSet();
  private final Map<String, String> pendingTargets = new HashMap<>();
  private final Map<String, List<EntryHeader>> pending = new LinkedHashMap<>();
  private TarExtras global = new TarExtras();
  private TarExtras extras = new TarExtras();
  private int entries;
  private long counted;

  /**
   * @param whiteouts whether names that begin with {@code .wh.} are whiteouts
   */
  TarWalker(TarBytes in, LayerSink sink, Budget budget, GapList gaps, boolean whiteouts) {
    this.in = in;
    this.sink = sink;
    this.budget = budget;
    this.gaps = gaps;
    this.whiteouts = whiteouts;
  }

  /**
   * Walks to the end of the archive.
   *
   * @throws MalformedLayer where it cannot be followed any more
   * @throws LimitReached where a limit of the whole is
   */
  void walk() throws IOException {
    while (next()) {
      if (block.type() == 'g') {
        global.pax(extra());
        extras = TarExtras.after(global);
        continue;
      }
      switch (block.type()) {
        case 'x' -> extras.pax(extra());
        case 'L' -> extras.longName(extra());
        case 'K' -> extras.longLink(extra());
        default -> {
          named();
          extras = TarExtras.after(global);
        }
      }
    }
  }

  /** Hard links that were wanted, by their targets, which were not. */
  Map<String, List<EntryHeader>> pending() {
    return pending;
  }

  /** Reads the next header; false at the end of the archive. */
  private boolean next() throws IOException {
    if (!readBlock()) {
      return false;
    }
    if (block.isZero()) {
      if (readBlock() && !block.isZero()) {
        throw new MalformedLayer("tar-after-end", in.position());
      }
      return false;
    }
    if (!block.checksumHolds()) {
      throw new MalformedLayer("tar-checksum", in.position() - TarBlock.BYTES);
    }
    if (++entries > budget.limits().entries()) {
      throw new LimitReached("limit-entries", budget.limits().entries());
    }
    if ((entries & 0xff) == 0) {
      budget.checkTime();
    }
    count();
    return true;
  }

  private boolean readBlock() throws IOException {
    int read = in.read(block.bytes(), 0, TarBlock.BYTES);
    if (read != 0 && read != TarBlock.BYTES) {
      throw new MalformedLayer("tar-breaks-off", in.position());
    }
    return read != 0;
  }

  private void count() throws LimitReached {
    budget.count(in.position() - counted);
    counted = in.position();
  }

  private byte[] extra() throws IOException {
    long size = block.size();
    if (size < 0 || size > EXTRA_BYTES) {
      throw new MalformedLayer("tar-extra-size", in.position(), EXTRA_BYTES);
    }
    byte[] bytes = new byte[(int) size];
    if (in.read(bytes, 0, bytes.length) < bytes.length) {
      throw new MalformedLayer("tar-breaks-off", in.position());
    }
    skip(padding(size));
    return bytes;
  }

  /** An entry with a name, after what headers before it have said. */
  private void named() throws IOException {
    char type = block.type();
    long size = hasContent(type) ? extras.size(block) : 0;
    if (size < 0 || size > Long.MAX_VALUE - in.position() - TarBlock.BYTES) {
      throw new MalformedLayer("tar-size", in.position() - TarBlock.BYTES);
    }
    long end = in.position() + size;
    try {
      String path = EntryName.normal(extras.path(block), budget.limits());
      if (!whiteouts || !whiteout(path)) {
        entry(path, type, size);
      }
    } catch (EntryName.Unusable e) {
      gaps.add(
          EntryName.text(extras.path(block)),
          e.key(),
          budget.limits().pathBytes(),
          budget.limits().depth());
    }
    skip(end - in.position());
    skip(padding(size));
  }

  /** Links, devices and directories have none, whatever their size says: as Go reads them. */
  private static boolean hasContent(char type) {
    return type < '1' || type > '6';
  }

  private static long padding(long size) {
    return -size & (TarBlock.BYTES - 1);
  }

  private void skip(long count) throws IOException {
    if (in.skip(count) < count) {
      throw new MalformedLayer("tar-breaks-off", in.position());
    }
  }

  private boolean whiteout(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    if (!name.startsWith(WHITEOUT)) {
      return false;
    }
    String directory = path.substring(0, Math.max(0, slash));
    String removed = name.substring(WHITEOUT.length());
    if (name.equals(OPAQUE)) {
      sink.opaque(directory);
    } else if (removed.isEmpty() || removed.equals(".") || removed.equals("..")) {
      gaps.add(path, "whiteout-of-nothing");
    } else if (!name.startsWith(WHITEOUT_META)) {
      sink.removed(slash < 0 ? removed : directory + "/" + removed);
    }
    return true;
  }

  private void entry(String path, char type, long size) throws IOException, EntryName.Unusable {
    switch (type) {
      case '0', '\0', '7' -> {
        if (path.isEmpty() || isDirectoryOfOldTar()) {
          tell(header(path, EntryHeader.Kind.DIRECTORY, 0, ""));
        } else {
          file(path, size);
        }
      }
      case '1' -> hardLink(path);
      case '2' -> {
        String target = EntryName.text(extras.link(block));
        tell(header(path, EntryHeader.Kind.SYMBOLIC_LINK, 0, target));
      }
      case '3' -> tell(header(path, EntryHeader.Kind.CHARACTER_DEVICE, 0, ""));
      case '4' -> tell(header(path, EntryHeader.Kind.BLOCK_DEVICE, 0, ""));
      case '5' -> tell(header(path, EntryHeader.Kind.DIRECTORY, 0, ""));
      case '6' -> tell(header(path, EntryHeader.Kind.FIFO, 0, ""));
      case 'S' -> gaps.add(path, "tar-sparse");
      case 'V' -> {
        // The label of a volume names no file.
      }
      default -> gaps.add(path, "tar-type", Character.toString(type));
    }
  }

  private boolean isDirectoryOfOldTar() {
    byte[] path = extras.path(block);
    return block.type() != '7' && path[path.length - 1] == '/';
  }

  private EntryHeader header(String path, EntryHeader.Kind kind, long size, String target) {
    return new EntryHeader(
        path,
        kind,
        size,
        (int) Math.max(0, block.mode()) & 07777,
        extras.user(block),
        extras.group(block),
        Math.max(0, block.modified()),
        target);
  }

  private void tell(EntryHeader header) {
    if (!header.path().isEmpty()) {
      sink.entry(header);
    }
  }

  private void file(String path, long size) throws IOException {
    EntryHeader header = header(path, EntryHeader.Kind.FILE, size, "");
    tell(header);
    if (!sink.wants(header)) {
      return;
    }
    if (extras.sparse()) {
      gaps.add(path, "tar-sparse");
      return;
    }
    given.add(path);
    give(header);
  }

  private void give(EntryHeader header) throws IOException {
    if (header.sizeBytes() > budget.limits().fileBytes()) {
      gaps.add(header.path(), "limit-file", header.sizeBytes(), budget.limits().fileBytes());
      return;
    }
    try (TarContent content = new TarContent(in, header.sizeBytes(), budget, buffer)) {
      sink.file(header, content);
    } catch (LimitReached e) {
      budget.checkTime();
      gaps.addReason(header.path(), e.reason());
    }
  }

  private void hardLink(String path) throws EntryName.Unusable {
    String target = EntryName.normal(extras.link(block), budget.limits());
    EntryHeader header = header(path, EntryHeader.Kind.HARD_LINK, 0, target);
    tell(header);
    if (given.contains(target)) {
      given.add(path);
    } else if (sink.wants(header)) {
      pend(header);
    }
  }

  private void pend(EntryHeader link) {
    if (pendingTargets.size() >= PENDING) {
      gaps.add(link.path(), "limit-links", PENDING);
      return;
    }
    String target = pendingTargets.getOrDefault(link.linkTarget(), link.linkTarget());
    pendingTargets.put(link.path(), target);
    pending.computeIfAbsent(target, any -> new ArrayList<>()).add(link);
  }
}
