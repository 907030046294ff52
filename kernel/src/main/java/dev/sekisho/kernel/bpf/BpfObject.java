package dev.sekisho.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An object file of clang, loaded: its maps, and those of its programs that this kernel takes. Not
 * attached and not pinned.
 *
 * <p>Programs are in sections {@code tp_btf/TRACEPOINT}, {@code tp_btf/TRACEPOINT:ARGUMENTS} where
 * the number of arguments differs between kernels, or {@code iter/TARGET}. Global variables are not
 * supported: use maps.
 */
public final class BpfObject implements AutoCloseable {
  private static final int PROG_TYPE_TRACING = 26;
  private static final int TRACE_RAW_TP = 23;
  private static final int TRACE_ITER = 28;
  private static final int TASK_STORAGE = 29;
  private static final int NAME_SIZE = 16;
  private static final int LOG_SIZE = 1 << 20;

  private final Map<String, BpfMap> maps;
  private final Map<String, Program> programs;
  private final Map<String, String> refused;

  private BpfObject(
      Map<String, BpfMap> maps, Map<String, Program> programs, Map<String, String> refused) {
    this.maps = maps;
    this.programs = programs;
    this.refused = refused;
  }

  /**
   * A loaded program.
   *
   * @param section e.g. {@code tp_btf/sched_process_exec}
   */
  public record Program(String name, String section, Descriptor descriptor) {
    /** Attaches the program to what its section names. */
    public Descriptor attach() throws KernelException {
      return section.startsWith("iter/")
          ? Bpf.attachIterator(descriptor, section)
          : Bpf.attachTracepoint(descriptor, section);
    }
  }

  /** How the maps of an object are made, for those who open them by their pins. */
  public record MapShape(
      int type, int keySize, int valueSize, int entries, int flags, int keyType, int valueType) {}

  /** The maps that an object file declares. */
  public static Map<String, MapShape> shapes(byte[] file) {
    return shapes(Btf.parse(ElfObject.parse(file).requiredSection(".BTF").copy()));
  }

  /**
   * Loads an object.
   *
   * @throws KernelException when its maps or types are refused; a refused program is one of {@link
   *     #refused()}
   */
  public static BpfObject load(byte[] file, Btf kernel) throws KernelException {
    ElfObject elf = ElfObject.parse(file);
    Btf types = Btf.parse(elf.requiredSection(".BTF").copy());
    Map<String, BpfMap> maps = new LinkedHashMap<>();
    Map<String, Program> programs = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    BpfObject object = new BpfObject(maps, programs, refused);
    try (Descriptor loadedTypes = loadTypes(types)) {
      for (var shape : shapes(types).entrySet()) {
        maps.put(shape.getKey(), createMap(shape.getKey(), shape.getValue(), loadedTypes));
      }
      loadPrograms(elf, types, kernel, loadedTypes, object);
      return object;
    } catch (KernelException e) {
      object.close();
      throw e;
    }
  }

  public Map<String, BpfMap> maps() {
    return Map.copyOf(maps);
  }

  public Map<String, Program> programs() {
    return Map.copyOf(programs);
  }

  /** Programs that the kernel does not take, with its reason. */
  public Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  private static void loadPrograms(
      ElfObject elf, Btf types, Btf kernel, Descriptor loadedTypes, BpfObject object) {
    BtfExtension extension = BtfExtension.parse(elf.requiredSection(".BTF.ext").copy(), types);
    byte[] license = elf.requiredSection("license").copy();
    Map<String, Integer> maps = new HashMap<>();
    object.maps.forEach((name, map) -> maps.put(name, map.descriptor().number()));
    for (ElfObject.Section section : elf.sections()) {
      if (!section.name().startsWith("tp_btf/") && !section.name().startsWith("iter/")) continue;
      for (ElfObject.Symbol function : elf.functions(section)) {
        try {
          int target = target(kernel, section.name());
          ProgramLinker.Linked linked =
              new ProgramLinker(elf, extension, maps, kernel).link(section, function);
          Descriptor descriptor =
              loadProgram(function.name(), section.name(), linked, target, loadedTypes, license);
          object.programs.put(
              function.name(), new Program(function.name(), section.name(), descriptor));
        } catch (KernelException | ProgramLinker.MissingFunctionException e) {
          object.refused.put(function.name(), String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static int target(Btf kernel, String section)
      throws ProgramLinker.MissingFunctionException {
    String[] name = section.substring(section.indexOf('/') + 1).split(":", 2);
    OptionalInt target =
        section.startsWith("iter/")
            ? kernel.find(Btf.FUNC, "bpf_iter_" + name[0])
            : kernel.find(Btf.TYPEDEF, "btf_trace_" + name[0]);
    if (target.isEmpty()) throw new ProgramLinker.MissingFunctionException(name[0]);
    if (name.length == 2) {
      // typedef → pointer → prototype, whose first parameter is the kernel's own
      int prototype = kernel.resolve(kernel.typeOrSize(kernel.resolve(target.getAsInt())));
      int parameters = kernel.members(prototype) - 1;
      if (parameters != Integer.parseInt(name[1])) {
        throw new ProgramLinker.MissingFunctionException(
            name[0] + " with " + name[1] + " arguments");
      }
    }
    return target.getAsInt();
  }

  private static Descriptor loadProgram(
      String name,
      String section,
      ProgramLinker.Linked linked,
      int target,
      Descriptor types,
      byte[] license)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(144, 8);
      attributes.set(JAVA_INT, 0, PROG_TYPE_TRACING);
      attributes.set(JAVA_INT, 4, linked.instructions().capacity() / 8);
      attributes.set(JAVA_LONG, 8, copy(arena, linked.instructions().array()));
      attributes.set(JAVA_LONG, 16, copy(arena, license));
      name(attributes, 48, name);
      attributes.set(JAVA_INT, 68, section.startsWith("iter/") ? TRACE_ITER : TRACE_RAW_TP);
      attributes.set(JAVA_INT, 72, types.number());
      attributes.set(JAVA_INT, 76, 8);
      attributes.set(JAVA_LONG, 80, copy(arena, linked.functions().array()));
      attributes.set(JAVA_INT, 88, linked.functions().capacity() / 8);
      attributes.set(JAVA_INT, 108, target);
      attributes.set(JAVA_INT, 116, linked.relocations().capacity() / 16);
      attributes.set(JAVA_LONG, 128, copy(arena, linked.relocations().array()));
      attributes.set(JAVA_INT, 136, 16);
      long result = Bpf.call(Bpf.PROG_LOAD, attributes);
      if (result >= 0) return Descriptor.owning(result);
      // The log costs memory and time, so it is asked for only when something is wrong.
      MemorySegment log = arena.allocate(LOG_SIZE);
      attributes.set(JAVA_INT, 24, 1);
      attributes.set(JAVA_INT, 28, LOG_SIZE);
      attributes.set(JAVA_LONG, 32, log.address());
      result = Bpf.call(Bpf.PROG_LOAD, attributes);
      if (result >= 0) return Descriptor.owning(result);
      throw new KernelException(
          "bpf", (int) -result, "PROG_LOAD", name, lastLines(log.getString(0)));
    }
  }

  /** The end of the verifier's log says what is wrong; the rest is what was right. */
  private static String lastLines(String log) {
    List<String> lines =
        log.strip().lines().filter(line -> !line.startsWith("processed ")).toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  private static Descriptor loadTypes(Btf types) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] content = types.forKernel();
      MemorySegment log = arena.allocate(LOG_SIZE);
      MemorySegment attributes = arena.allocate(32, 8);
      attributes.set(JAVA_LONG, 0, copy(arena, content));
      attributes.set(JAVA_INT, 16, content.length);
      long result = Bpf.call(Bpf.BTF_LOAD, attributes);
      if (result >= 0) return Descriptor.owning(result);
      attributes.set(JAVA_LONG, 8, log.address());
      attributes.set(JAVA_INT, 20, LOG_SIZE);
      attributes.set(JAVA_INT, 24, 1);
      return Bpf.descriptor("BTF_LOAD", Bpf.BTF_LOAD, attributes, lastLines(log.getString(0)));
    }
  }

  private static BpfMap createMap(String name, MapShape shape, Descriptor types)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(72, 8);
      attributes.set(JAVA_INT, 0, shape.type());
      attributes.set(JAVA_INT, 4, shape.keySize());
      attributes.set(JAVA_INT, 8, shape.valueSize());
      attributes.set(JAVA_INT, 12, shape.entries());
      attributes.set(JAVA_INT, 16, shape.flags());
      name(attributes, 28, name);
      if (shape.type()
          == TASK_STORAGE) { // the only kind here for which the kernel insists on types
        attributes.set(JAVA_INT, 48, types.number());
        attributes.set(JAVA_INT, 52, shape.keyType());
        attributes.set(JAVA_INT, 56, shape.valueType());
      }
      Descriptor map = Bpf.descriptor("MAP_CREATE", Bpf.MAP_CREATE, attributes, name);
      return new BpfMap(name, map, shape.keySize(), shape.valueSize());
    }
  }

  /**
   * The maps are variables of section .maps; each is a struct whose members point to arrays as long
   * as the number they mean.
   */
  private static Map<String, MapShape> shapes(Btf types) {
    Map<String, MapShape> shapes = new LinkedHashMap<>();
    for (int id = 1; id <= types.count(); id++) {
      if (types.kind(id) != Btf.DATASEC || !types.name(id).equals(".maps")) continue;
      for (int i = 0; i < types.members(id); i++) {
        int variable = types.extra(id, 3 * i);
        shapes.put(types.name(variable), shape(types, types.resolve(types.typeOrSize(variable))));
      }
    }
    return shapes;
  }

  private static MapShape shape(Btf types, int struct) {
    Map<String, Integer> members = new HashMap<>();
    for (int i = 0; i < types.members(struct); i++) {
      members.put(
          types.string(types.extra(struct, 3 * i)),
          types.typeOrSize(types.extra(struct, 3 * i + 1)));
    }
    int key = members.getOrDefault("key", 0);
    int value = members.getOrDefault("value", 0);
    return new MapShape(
        number(types, members, "type"),
        key == 0 ? 0 : types.byteSize(key),
        value == 0 ? 0 : types.byteSize(value),
        number(types, members, "max_entries"),
        number(types, members, "map_flags"),
        key,
        value);
  }

  private static int number(Btf types, Map<String, Integer> members, String name) {
    Integer array = members.get(name);
    return array == null ? 0 : types.extra(array, 2);
  }

  private static long copy(Arena arena, byte[] bytes) {
    return arena
        .allocate(Math.max(bytes.length, 1), 8)
        .copyFrom(MemorySegment.ofArray(bytes))
        .address();
  }

  private static void name(MemorySegment attributes, long at, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(
        MemorySegment.ofArray(bytes), 0, attributes, at, Math.min(bytes.length, NAME_SIZE - 1));
  }

  /** Closes the descriptors of maps and programs; what is pinned or attached lives on. */
  @Override
  public void close() {
    programs.values().forEach(program -> program.descriptor().close());
    maps.values().forEach(BpfMap::close);
  }
}
