package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one layer: decodes, walks and hashes it. */
final class LayerPass {
  private final ImageLayer layer;
  private final LayerBlob blob;
  private final Budget budget;
  private final LayerSink sink;
  private final GapList gaps;
  private final List<String> stops = new ArrayList<>();

  private LayerPass(ImageLayer layer, LayerBlob blob, Budget budget, LayerSink sink) {
    this.layer = layer;
    this.blob = blob;
    this.budget = budget;
    this.sink = sink;
    this.gaps = new GapList(Words.of("layer", layer.index(), layer.diffId()), sink);
  }

  /** As {@link OpenImage#read}. */
  static void read(ImageLayer layer, LayerBlob blob, Budget budget, LayerSink sink)
      throws IOException {
    LayerPass pass = new LayerPass(layer, blob, budget, sink);
    switch (blob) {
      case LayerBlob.InFile file -> {
        Compression compression = compressionOf(file.region());
        if (compression == Compression.NONE) {
          pass.plain(file.region());
        } else {
          pass.compressed(file.region(), compression);
        }
      }
      case LayerBlob.Streamed streamed -> pass.streamed(streamed.opener());
    }
    pass.gaps.finish();
  }

  /** Hashes on one thread and walks on another: what nobody wants, the walker passes over. */
  private void plain(Region region) throws IOException {
    List<Digest> expected = new ArrayList<>(List.of(layer.diffId()));
    layer.blob().ifPresent(expected::add);
    try (RegionHash hash = new RegionHash(region, expected, budget)) {
      walk(new RegionBytes(region));
      try {
        compare(expected, hash.digests());
      } catch (LimitReached e) {
        notCompared(e.reason());
      }
    }
  }

  private void compressed(Region region, Compression compression) throws IOException {
    List<Digest> expected = layer.blob().map(List::of).orElse(List.of());
    try (RegionHash hash = new RegionHash(region, expected, budget)) {
      CompressedBytes in = compressedBytes(region.stream(), Optional.empty());
      decodeAndWalk(compression, in);
      compare(expected, hash.digests());
    } catch (LimitReached e) {
      notCompared(e.reason());
    }
  }

  private void streamed(LayerBlob.Opener opener) throws IOException {
    Optional<Hash> hash = layer.blob().map(Hash::like);
    try (InputStream raw = opener.open()) {
      CompressedBytes in = compressedBytes(raw, hash);
      in.fill();
      decodeAndWalk(in.compression(), in);
      budget.checkTime();
      in.drain();
      if (hash.isPresent()) {
        compare(List.of(layer.blob().orElseThrow()), List.of(hash.get().digest()));
      }
    } catch (LimitReached e) {
      notCompared(e.reason());
    } catch (MalformedLayer e) {
      notCompared(e.reason());
    }
  }

  private CompressedBytes compressedBytes(InputStream in, Optional<Hash> hash) {
    return new CompressedBytes(in, hash, budget.limits().ratio());
  }

  private void decodeAndWalk(Compression compression, CompressedBytes in) throws IOException {
    InputStream decoder;
    try {
      decoder = compression.decoder(in);
    } catch (MalformedLayer e) {
      notCompared(e.reason());
      return;
    }
    try (Blocks blocks = PipedBlocks.of(new DecodedBlocks(decoder, budget), budget)) {
      StreamBytes bytes = new StreamBytes(blocks, Hash.like(layer.diffId()), budget);
      walk(bytes);
      compareDiffId(bytes);
    }
  }

  private void compareDiffId(StreamBytes bytes) throws IOException {
    try {
      compare(List.of(layer.diffId()), List.of(bytes.finish()));
    } catch (LimitReached e) {
      notCompared(e.reason());
    } catch (MalformedLayer e) {
      notCompared(e.reason());
    }
  }

  private void notCompared(String reason) {
    stopped(reason);
    stopped(Words.of("gap.not-compared"));
  }

  private void compare(List<Digest> expected, List<Digest> found) {
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(found.get(i))) {
        throw Words.problem("layer-digest-mismatch", layer.index(), expected.get(i), found.get(i));
      }
    }
  }

  private void walk(TarBytes bytes) throws IOException {
    TarWalker walker = new TarWalker(bytes, sink, budget, gaps, true);
    try {
      walker.walk();
    } catch (MalformedLayer e) {
      stopped(e.reason());
    } catch (LimitReached e) {
      stopped(e.reason());
    }
    if (!walker.pending().isEmpty()) {
      giveLinks(walker.pending());
    }
    sink.walked();
  }

  /** Reads the layer a second time, for hard links that are wanted while their targets are not. */
  private void giveLinks(Map<String, List<EntryHeader>> pending) throws IOException {
    LinkSink links = new LinkSink(pending, sink);
    switch (blob) {
      case LayerBlob.InFile file -> {
        Compression compression = compressionOf(file.region());
        if (compression == Compression.NONE) {
          walkLinks(new RegionBytes(file.region()), links);
        } else {
          decodeLinks(file.region().stream(), links);
        }
      }
      case LayerBlob.Streamed streamed -> {
        try (InputStream raw = streamed.opener().open()) {
          decodeLinks(raw, links);
        }
      }
    }
    links.missing().forEach(link -> gaps.add(link.path(), "link-to-nothing", link.linkTarget()));
  }

  private void decodeLinks(InputStream raw, LinkSink links) throws IOException {
    CompressedBytes in = compressedBytes(raw, Optional.empty());
    in.fill();
    try (InputStream decoder = in.compression().decoder(in)) {
      walkLinks(new StreamBytes(new DecodedBlocks(decoder, budget), Hash.sha256(), budget), links);
    }
  }

  private void walkLinks(TarBytes bytes, LinkSink links) throws IOException {
    try {
      new TarWalker(bytes, links, budget, new GapList("", links), true).walk();
    } catch (MalformedLayer e) {
      stopped(e.reason());
    } catch (LimitReached e) {
      stopped(e.reason());
    }
  }

  private static Compression compressionOf(Region region) throws IOException {
    byte[] first = new byte[Compression.BYTES];
    return Compression.of(first, region.readAt(0, first, 0, first.length));
  }

  /** Something ended the reading; what ends it again is said once. */
  private void stopped(String reason) {
    if (!stops.contains(reason)) {
      stops.add(reason);
      gaps.addReason("", reason);
    }
  }
}
