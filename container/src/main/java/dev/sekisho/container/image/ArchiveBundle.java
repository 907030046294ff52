package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image as a tar archive in a file: an index of what lies where. */
final class ArchiveBundle implements Bundle {
  /** An archive has a few files a layer; one with more is hostile. */
  private static final int MAXIMUM_ENTRIES = 100_000;

  private static final Limits INDEX =
      new Limits(
          Long.MAX_VALUE,
          0,
          0,
          MAXIMUM_ENTRIES,
          Limits.DEFAULT.depth(),
          Limits.DEFAULT.pathBytes(),
          Limits.DEFAULT.ratio(),
          Limits.DEFAULT.layers(),
          Duration.ofDays(1));

  private static final int MAXIMUM_LINKS = 8;

  private final String name;
  private final FileChannel channel;
  private final Map<String, Region> files;
  private final Map<String, String> links;

  private ArchiveBundle(
      String name, FileChannel channel, Map<String, Region> files, Map<String, String> links) {
    this.name = name;
    this.channel = channel;
    this.files = files;
    this.links = links;
  }

  /**
   * Opens an archive. One that is compressed is first decompressed into a file without a name.
   *
   * @throws ProblemException if it is not there or is no tar archive
   */
  static ArchiveBundle open(Path file, Budget budget) throws IOException {
    FileChannel stored;
    try {
      stored = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw Words.problem(e, "image-archive-absent", file);
    }
    try {
      return of(file.toString(), decompressed(file, stored, budget), budget);
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /** Reads the index of an archive; closes the channel if that fails, or with the bundle. */
  static ArchiveBundle of(String name, FileChannel channel, Budget budget) throws IOException {
    try {
      return index(name, channel, budget);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ArchiveBundle index(String name, FileChannel channel, Budget budget)
      throws IOException {
    Region whole = new Region(channel, 0, channel.size());
    RegionBytes bytes = new RegionBytes(whole);
    Map<String, Region> files = new HashMap<>();
    Map<String, String> links = new HashMap<>();
    LayerSink index = new Index(bytes, whole, files, links);
    // What the layers hold is counted when they are read.
    Budget own = new Budget(INDEX, budget.temporary());
    try {
      new TarWalker(bytes, index, own, new GapList(name, index), false).walk();
    } catch (MalformedLayer e) {
      throw Words.problem(e, "image-archive-malformed", name, e.reason());
    } catch (LimitReached e) {
      throw Words.problem(e, "image-archive-malformed", name, e.reason());
    }
    if (files.isEmpty()) {
      throw Words.problem("image-archive-empty", name);
    }
    return new ArchiveBundle(name, channel, files, links);
  }

  private static FileChannel decompressed(Path file, FileChannel stored, Budget budget)
      throws IOException {
    Region region = new Region(stored, 0, stored.size());
    CompressedBytes in =
        new CompressedBytes(region.stream(), Optional.empty(), budget.limits().ratio());
    in.fill();
    if (in.compression() == Compression.NONE) {
      return stored;
    }
    Path copy = Files.createTempFile(budget.temporary(), "sekisho-", ".tar");
    try {
      FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ);
      try (Blocks blocks =
              PipedBlocks.of(new DecodedBlocks(in.compression().decoder(in), budget), budget);
          OutputStream out = Files.newOutputStream(copy)) {
        copy(blocks, out, budget.limits().totalBytes());
        return channel;
      } catch (MalformedLayer e) {
        channel.close();
        throw Words.problem(e, "image-archive-malformed", file, e.reason());
      } catch (LimitReached e) {
        channel.close();
        throw Words.problem(e, "image-archive-malformed", file, e.reason());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } finally {
      Files.delete(copy);
    }
  }

  private static void copy(Blocks blocks, OutputStream out, long maximum) throws IOException {
    long copied = 0;
    for (Blocks.Block block = blocks.next(); block.length() > 0; block = blocks.next()) {
      copied += block.length();
      if (copied > maximum) {
        throw new LimitReached("limit-total", maximum);
      }
      out.write(block.bytes(), 0, block.length());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Region> find(String path) {
    String at = path;
    for (int followed = 0; followed <= MAXIMUM_LINKS; followed++) {
      Region file = files.get(at);
      if (file != null) {
        return Optional.of(file);
      }
      String target = links.get(at);
      if (target == null) {
        return Optional.empty();
      }
      at = target;
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Notes where files begin; wants none of them. */
  private record Index(
      RegionBytes bytes, Region whole, Map<String, Region> files, Map<String, String> links)
      implements LayerSink {
    @Override
    public void entry(EntryHeader header) {
      switch (header.kind()) {
        case HARD_LINK -> links.put(header.path(), header.linkTarget());
        case SYMBOLIC_LINK -> links.put(header.path(), resolved(header));
        case FILE, DIRECTORY, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> {
          // Files are noted when the walker is at their content; the rest is nothing of an image.
        }
      }
    }

    /**
     * As {@code docker save} before 1.26 writes layers that come twice: {@code ../ID/layer.tar}.
     */
    private static String resolved(EntryHeader link) {
      Deque<String> parts = new ArrayDeque<>(List.of(link.path().split("/", -1)));
      parts.removeLast();
      for (String part : link.linkTarget().split("/", -1)) {
        if (part.equals("..")) {
          parts.pollLast();
        } else if (!part.isEmpty() && !part.equals(".")) {
          parts.addLast(part);
        }
      }
      return String.join("/", parts);
    }

    @Override
    public boolean wants(EntryHeader header) {
      if (header.kind() == EntryHeader.Kind.FILE) {
        files.put(header.path(), new Region(whole.channel(), bytes.position(), header.sizeBytes()));
      }
      return false;
    }

    @Override
    public void file(EntryHeader header, EntryContent content) {
      throw new AssertionError("no content is wanted");
    }

    @Override
    public void removed(String path) {
      throw new AssertionError("there are no whiteouts around layers");
    }

    @Override
    public void opaque(String directory) {
      throw new AssertionError("there are no whiteouts around layers");
    }

    @Override
    public void gap(Gap gap) {
      // A name that cannot be used is that of no part of an image: what is missing is missed then.
    }
  }
}
