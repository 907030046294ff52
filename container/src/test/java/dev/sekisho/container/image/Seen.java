package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A sink that writes down what it is told. */
final class Seen implements LayerSink {
  final List<EntryHeader> entries = new ArrayList<>();
  final Map<String, String> files = new TreeMap<>();
  final List<String> removed = new ArrayList<>();
  final List<String> opaque = new ArrayList<>();
  final List<Gap> gaps = new ArrayList<>();
  private final Predicate<String> wanted;

  private Seen(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  static Seen all() {
    return new Seen(path -> true);
  }

  static Seen only(Predicate<String> wanted) {
    return new Seen(wanted);
  }

  @Override
  public void entry(EntryHeader header) {
    entries.add(header);
  }

  @Override
  public boolean wants(EntryHeader header) {
    return wanted.test(header.path());
  }

  @Override
  public void file(EntryHeader header, EntryContent content) throws IOException {
    byte[] bytes = Arrays.copyOf(content.bytes(), Math.toIntExact(content.sizeBytes()));
    files.put(header.path(), new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void removed(String path) {
    removed.add(path);
  }

  @Override
  public void opaque(String directory) {
    opaque.add(directory);
  }

  @Override
  public void gap(Gap gap) {
    gaps.add(gap);
  }

  /** What is named and why, in one line each. */
  List<String> gapTexts() {
    return gaps.stream().map(gap -> gap.where() + ": " + gap.why()).toList();
  }

  List<String> paths() {
    return entries.stream().map(EntryHeader::path).toList();
  }
}
