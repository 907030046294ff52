package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.FileSystem;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.bpf.Bpf;
import dev.sekisho.kernel.bpf.BpfMap;
import dev.sekisho.kernel.bpf.BpfObject;
import dev.sekisho.kernel.bpf.Btf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One version of the guard in bpffs: a directory with every map, every link, and an empty directory
 * {@code refused_PROGRAM} for each program that the kernel did not take. The directory appears in
 * one step, so that a half-made one is never adopted.
 *
 * @param maps by name
 * @param links by program
 * @param ids of all maps and links, to notice when somebody puts others in their place
 */
record GuardPins(
    Path directory,
    boolean adopted,
    Map<String, BpfMap> maps,
    Map<String, Descriptor> links,
    Map<String, String> refused,
    Map<String, Integer> ids) {
  private static final String LINK = "link_";
  private static final String REFUSED = "refused_";
  private static final String LOADING = "loading_";

  GuardPins {
    maps = Map.copyOf(maps);
    links = Map.copyOf(links);
    refused = Map.copyOf(refused);
    ids = Map.copyOf(ids);
  }

  /** What is done with the new maps before the programs are attached. */
  interface Preparation {
    void prepare(Map<String, BpfMap> maps) throws KernelException;
  }

  /** Adopts a version when it is complete, or loads it. */
  static GuardPins open(Path parent, GuardObject object, Preparation preparation)
      throws IOException {
    Files.createDirectories(parent);
    if (FileSystem.magic(parent) != FileSystem.BPF) {
      throw new KernelException("bpf", Errno.EINVAL, "OBJ_PIN", parent, "not in a bpffs");
    }
    Path directory = parent.resolve(object.version());
    Optional<GuardPins> adopted = adopt(directory, object);
    return adopted.isPresent() ? adopted.get() : load(parent, directory, object, preparation);
  }

  private static Optional<GuardPins> adopt(Path directory, GuardObject object) throws IOException {
    if (!Files.isDirectory(directory)) return Optional.empty();
    Map<String, BpfMap> maps = new LinkedHashMap<>();
    Map<String, Descriptor> links = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    try {
      for (var shape : object.shapes().entrySet()) {
        Descriptor map = Bpf.pinned(directory.resolve(shape.getKey()));
        maps.put(
            shape.getKey(),
            new BpfMap(
                shape.getKey(), map, shape.getValue().keySize(), shape.getValue().valueSize()));
      }
      for (String program : object.programs()) {
        if (Files.isDirectory(directory.resolve(REFUSED + program))) {
          refused.put(program, "the kernel refused it when the guard was loaded");
        } else {
          links.put(program, Bpf.pinned(directory.resolve(LINK + program)));
        }
      }
    } catch (KernelException incomplete) {
      maps.values().forEach(BpfMap::close);
      links.values().forEach(Descriptor::close);
      if (incomplete.errno() == Errno.ENOENT)
        return Optional.empty(); // somebody took a part away: load anew
      throw incomplete;
    }
    return Optional.of(new GuardPins(directory, true, maps, links, refused, ids(maps, links)));
  }

  private static GuardPins load(
      Path parent, Path directory, GuardObject object, Preparation preparation) throws IOException {
    Path loading = parent.resolve(LOADING + object.version());
    removeTree(loading);
    Files.createDirectory(loading);
    Map<String, Descriptor> links = new LinkedHashMap<>();
    BpfObject loaded = BpfObject.load(object.content(), Btf.ofKernel());
    try {
      preparation.prepare(loaded.maps());
      for (BpfMap map : loaded.maps().values())
        Bpf.pin(map.descriptor(), loading.resolve(map.name()));
      for (String program : object.programs()) attach(loaded, program, loading, links);
      // The new version is in force; only now may the pins of a damaged old one go.
      removeTree(directory);
      Files.move(loading, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      links.values().forEach(Descriptor::close);
      loaded.close();
      removeTree(loading);
      throw e;
    }
    loaded.programs().values().forEach(program -> program.descriptor().close());
    return new GuardPins(
        directory, false, loaded.maps(), links, loaded.refused(), ids(loaded.maps(), links));
  }

  private static void attach(
      BpfObject loaded, String name, Path loading, Map<String, Descriptor> links)
      throws IOException {
    BpfObject.Program program = loaded.programs().get(name);
    if (program == null) {
      Files.createDirectory(loading.resolve(REFUSED + name));
      return;
    }
    Descriptor link = program.attach();
    links.put(name, link);
    Bpf.pin(link, loading.resolve(LINK + name));
  }

  private static Map<String, Integer> ids(Map<String, BpfMap> maps, Map<String, Descriptor> links)
      throws KernelException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (BpfMap map : maps.values()) ids.put(map.name(), Bpf.id(map.descriptor()));
    for (var link : links.entrySet()) ids.put(LINK + link.getKey(), Bpf.id(link.getValue()));
    return ids;
  }

  /** What is missing or was put in another's place. */
  List<String> tampering() throws IOException {
    List<String> found = new ArrayList<>();
    for (var expected : ids.entrySet()) {
      Path pin = directory.resolve(expected.getKey());
      try (Descriptor descriptor = Bpf.pinned(pin)) {
        if (Bpf.id(descriptor) != expected.getValue())
          found.add(pin + " is another object than before");
      } catch (KernelException e) {
        if (e.errno() != Errno.ENOENT) throw e;
        found.add(pin + " is gone");
      }
    }
    return found;
  }

  /** Removes all versions but one; all when {@code kept} is empty. */
  static void removeVersions(Path parent, Optional<Path> kept) throws IOException {
    if (!Files.isDirectory(parent)) return;
    try (Stream<Path> versions = Files.list(parent)) {
      for (Path version : versions.toList()) {
        if (!kept.equals(Optional.of(version))) removeTree(version);
      }
    }
    if (kept.isEmpty()) Files.deleteIfExists(parent);
  }

  private static void removeTree(Path directory) throws IOException {
    if (!Files.exists(directory)) return;
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
    }
  }

  void close() {
    links.values().forEach(Descriptor::close);
    maps.values().forEach(BpfMap::close);
  }
}
