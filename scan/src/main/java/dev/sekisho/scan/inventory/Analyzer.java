package dev.sekisho.scan.inventory;

import dev.sekisho.model.Inventory;
import java.io.IOException;

/** Reads one kind of file that names software. */
public interface Analyzer {
  /** Kebab-case, shown as a component's {@code foundBy}. */
  String id();

  /** Counted up when its answers change, so that cached layers are read again. */
  int version();

  /**
   * Whether this analyzer reads the file. Asked for every file of every layer, so it looks at the
   * path and at nothing else.
   */
  boolean reads(String path);

  /**
   * Reads one file. What it cannot understand becomes a gap; it never throws for what an image
   * contains.
   *
   * @throws IOException if the input broke off
   */
  Inventory analyze(FileContent file) throws IOException;
}
