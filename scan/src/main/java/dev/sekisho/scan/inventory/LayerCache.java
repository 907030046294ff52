package dev.sekisho.scan.inventory;

import dev.sekisho.model.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Inventories of layers on disk, by DiffID and by what was asked of them. Several processes may use
 * one directory: files appear whole or not at all, and one that vanishes was not there.
 */
public final class LayerCache {
  private static final String ENDING = ".layer";

  private final Path directory;
  private final long limitBytes;

  /**
   * @param limitBytes of all files; the longest unused are removed beyond it
   */
  public LayerCache(Path directory, long limitBytes) {
    this.directory = directory;
    this.limitBytes = limitBytes;
  }

  /** What a look into the cache gave. */
  public sealed interface Answer {
    /** It is there. */
    record Hit(LayerInventory inventory) implements Answer {}

    /** It has not been read before, or not with these options. */
    record Miss() implements Answer {}

    /** There is a file that cannot be used; the layer is to be read again. */
    record Broken(String why) implements Answer {}
  }

  /**
   * Looks for a layer.
   *
   * @param key what else the answer depends on: versions of the analyzers, options
   */
  public Answer find(Digest diffId, String key) {
    Path file = file(diffId, key);
    byte[] bytes;
    try {
      if (Files.size(file) > limitBytes) {
        return new Answer.Broken(file + ": is larger than the cache may be");
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new Answer.Miss();
    } catch (IOException e) {
      return new Answer.Broken(e.toString());
    }
    try {
      LayerInventory inventory = LayerRecord.read(bytes, diffId + " " + key);
      touch(file);
      return new Answer.Hit(inventory);
    } catch (LayerRecord.UnreadableException e) {
      return new Answer.Broken(file + ": " + e.getMessage());
    }
  }

  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A directory that may only be read is a good cache too: it does not learn what is used.
      return;
    }
  }

  /**
   * Keeps a layer.
   *
   * @throws IOException if it cannot be written; the scan is none the worse for it
   */
  public void keep(Digest diffId, String key, LayerInventory inventory) throws IOException {
    byte[] bytes = LayerRecord.write(inventory, diffId + " " + key);
    if (bytes.length > limitBytes) {
      return;
    }
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, "new", ".tmp");
    try {
      Files.write(temporary, bytes);
      Files.move(temporary, file(diffId, key), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    trim();
  }

  private record Kept(Path file, long sizeBytes, FileTime used) {}

  /** Removes what was not used for longest, and what a process left that ended in the middle. */
  private void trim() throws IOException {
    List<Kept> kept = new ArrayList<>();
    long total = 0;
    Instant dayAgo = Instant.now().minusSeconds(86_400);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        BasicFileAttributes attributes;
        try {
          attributes =
              Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
          continue;
        }
        String name = file.getFileName().toString();
        if (name.endsWith(ENDING)) {
          kept.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
          total += attributes.size();
        } else if (name.endsWith(".tmp")
            && attributes.lastModifiedTime().toInstant().isBefore(dayAgo)) {
          Files.deleteIfExists(file);
        }
      }
    }
    kept.sort(Comparator.comparing(Kept::used));
    for (Kept one : kept) {
      if (total <= limitBytes) {
        return;
      }
      Files.deleteIfExists(one.file());
      total -= one.sizeBytes();
    }
  }

  private Path file(Digest diffId, String key) {
    CRC32C sum = new CRC32C();
    sum.update(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return directory.resolve(diffId.hex() + "-" + Long.toHexString(sum.getValue()) + ENDING);
  }
}
