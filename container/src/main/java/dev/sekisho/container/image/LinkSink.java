package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes only the targets of hard links, and hands them on under the links' names. */
final class LinkSink implements LayerSink {
  private final Map<String, List<EntryHeader>> links;
  private final LayerSink sink;
  private final Set<String> found = new HashSet<>();

  /**
   * @param links by their targets
   */
  LinkSink(Map<String, List<EntryHeader>> links, LayerSink sink) {
    this.links = links;
    this.sink = sink;
  }

  /** Links whose targets the layer does not have. */
  List<EntryHeader> missing() {
    return links.entrySet().stream()
        .filter(entry -> !found.contains(entry.getKey()))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  @Override
  public boolean wants(EntryHeader header) {
    if (header.kind() != EntryHeader.Kind.FILE || !links.containsKey(header.path())) {
      return false;
    }
    found.add(header.path());
    return true;
  }

  @Override
  public void file(EntryHeader header, EntryContent content) throws IOException {
    List<EntryHeader> names = links.getOrDefault(header.path(), List.of());
    if (names.size() > 1) {
      content.bytes(); // so that it can be read once for each name
    }
    for (EntryHeader name : names) {
      sink.file(
          new EntryHeader(
              name.path(),
              name.kind(),
              header.sizeBytes(),
              header.mode(),
              header.userId(),
              header.groupId(),
              header.modified(),
              name.linkTarget()),
          content);
    }
  }

  @Override
  public void removed(String path) {
    // Told in the first reading.
  }

  @Override
  public void opaque(String directory) {
    // Told in the first reading.
  }

  @Override
  public void gap(Gap gap) {
    if (links.containsKey(gap.where())) {
      sink.gap(gap);
    }
  }
}
