package dev.sekisho.container.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An image as a directory. Files stay open until it is closed. For one thread. */
final class DirectoryBundle implements Bundle {
  private final Path directory;
  private final Map<String, Region> open = new HashMap<>();

  DirectoryBundle(Path directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return directory.toString();
  }

  @Override
  public Optional<Region> find(String path) throws IOException {
    Region known = open.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Path file = directory.resolve(path);
    // A pipe or a device would wait for ever, or never end.
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    Region region = new Region(channel, 0, channel.size());
    open.put(path, region);
    return Optional.of(region);
  }

  @Override
  public void close() throws IOException {
    for (Region region : open.values()) {
      region.channel().close();
    }
  }
}
