package dev.sekisho.kernel.bpf;

import dev.sekisho.kernel.bpf.ElfObject.Relocation;
import dev.sekisho.kernel.bpf.ElfObject.Section;
import dev.sekisho.kernel.bpf.ElfObject.Symbol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Puts one program together: its function, behind it the functions that it calls, with maps and
 * kernel functions filled in. The relocations that depend on the kernel's layouts are left to the
 * kernel (since Linux 5.17).
 */
final class ProgramLinker {
  private static final int INSTRUCTION_SIZE = 8;
  private static final int LOAD_64 = 0x18;
  private static final int CALL = 0x85;
  private static final int SOURCE_MAP = 1;
  private static final int SOURCE_FUNCTION = 4;
  private static final int SOURCE_CALL = 1;
  private static final int SOURCE_KERNEL_CALL = 2;
  private static final int NO_SUCH_HELPER = 0x7fff_ff00;

  private final ElfObject elf;
  private final BtfExtension extension;
  private final Map<String, Integer> maps;
  private final Btf kernel;

  /** The functions placed so far, in order. */
  private final List<Piece> pieces = new ArrayList<>();

  private int placed;

  /**
   * @param maps name to descriptor
   */
  ProgramLinker(ElfObject elf, BtfExtension extension, Map<String, Integer> maps, Btf kernel) {
    this.elf = elf;
    this.extension = extension;
    this.maps = maps;
    this.kernel = kernel;
  }

  /** A function at its place, counted in instructions. */
  private record Piece(Section section, int start, int length, int place) {
    boolean holds(Section other, int instruction) {
      return section.index() == other.index() && start == instruction;
    }
  }

  /**
   * A program as {@code bpf(PROG_LOAD)} takes it.
   *
   * @param functions {@code struct bpf_func_info}s
   * @param relocations {@code struct bpf_core_relo}s
   */
  record Linked(ByteBuffer instructions, ByteBuffer functions, ByteBuffer relocations) {}

  /** A kernel function that a program needs is not there. */
  static final class MissingFunctionException extends Exception {
    private static final long serialVersionUID = 1;

    MissingFunctionException(String name) {
      super("this kernel has no function " + name + " for BPF programs");
    }
  }

  /** Links the program that begins in a section. A linker links one program. */
  Linked link(Section section, Symbol function) throws MissingFunctionException {
    place(section, function);
    for (int i = 0; i < pieces.size(); i++) placeCallees(pieces.get(i));
    ByteBuffer code = ByteBuffer.allocate(placed * INSTRUCTION_SIZE).order(ByteOrder.nativeOrder());
    for (Piece piece : pieces) fill(piece, code);
    return new Linked(code, functions(), relocations());
  }

  private void place(Section section, Symbol function) {
    int start = (int) (function.value() / INSTRUCTION_SIZE);
    if (pieces.stream().anyMatch(piece -> piece.holds(section, start))) return;
    int length = (int) (function.size() / INSTRUCTION_SIZE);
    pieces.add(new Piece(section, start, length, placed));
    placed += length;
  }

  private void placeCallees(Piece piece) {
    ByteBuffer code = piece.section().bytes();
    Map<Long, Relocation> relocations = relocations(piece.section());
    for (int i = piece.start(); i < piece.start() + piece.length(); i++) {
      Relocation relocation = relocations.get((long) i * INSTRUCTION_SIZE);
      int target = target(code, i, relocation);
      if (target < 0) continue;
      Section section =
          relocation == null ? piece.section() : elf.sections().get(relocation.symbol().section());
      place(section, functionAt(section, target));
    }
  }

  private Symbol functionAt(Section section, int instruction) {
    return elf.functions(section).stream()
        .filter(function -> function.value() == (long) instruction * INSTRUCTION_SIZE)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no function at instruction " + instruction + " of " + section.name()));
  }

  private Map<Long, Relocation> relocations(Section section) {
    return elf.relocations(section).stream()
        .collect(Collectors.toMap(Relocation::offset, relocation -> relocation));
  }

  /**
   * The instruction, in its section, of the function that an instruction calls or takes the address
   * of; -1 for others.
   */
  private int target(
      ByteBuffer code, int instruction, @org.jspecify.annotations.Nullable Relocation relocation) {
    int at = instruction * INSTRUCTION_SIZE;
    int operation = code.get(at) & 0xff;
    int source = (code.get(at + 1) & 0xff) >>> 4;
    int immediate = code.getInt(at + 4);
    if (relocation == null)
      return operation == CALL && source == SOURCE_CALL ? instruction + immediate + 1 : -1;
    Symbol symbol = relocation.symbol();
    boolean inCode =
        symbol.section() != 0
            && symbol.section() < elf.sections().size()
            && !elf.functions(elf.sections().get(symbol.section())).isEmpty();
    if (!inCode) return -1;
    int base = (int) (symbol.value() / INSTRUCTION_SIZE);
    return operation == CALL ? base + immediate + 1 : base + immediate / INSTRUCTION_SIZE;
  }

  private void fill(Piece piece, ByteBuffer out) throws MissingFunctionException {
    ByteBuffer code = piece.section().bytes();
    Map<Long, Relocation> relocations = relocations(piece.section());
    out.put(
        piece.place() * INSTRUCTION_SIZE,
        piece.section().bytes(),
        piece.start() * INSTRUCTION_SIZE,
        piece.length() * INSTRUCTION_SIZE);
    for (int i = 0; i < piece.length(); i++) {
      int instruction = piece.start() + i;
      int at = (piece.place() + i) * INSTRUCTION_SIZE;
      Relocation relocation = relocations.get((long) instruction * INSTRUCTION_SIZE);
      int target = target(code, instruction, relocation);
      if (target >= 0) {
        Section section =
            relocation == null
                ? piece.section()
                : elf.sections().get(relocation.symbol().section());
        int place =
            pieces.stream()
                .filter(other -> other.holds(section, target))
                .findFirst()
                .orElseThrow()
                .place();
        set(
            out,
            at,
            (code.get(instruction * INSTRUCTION_SIZE) & 0xff) == CALL
                ? SOURCE_CALL
                : SOURCE_FUNCTION,
            place - (piece.place() + i) - 1);
      } else if (relocation != null) {
        fillOutside(relocation, out, at);
      }
    }
  }

  private void fillOutside(Relocation relocation, ByteBuffer out, int at)
      throws MissingFunctionException {
    Symbol symbol = relocation.symbol();
    Integer map = maps.get(symbol.name());
    if (map != null && (out.get(at) & 0xff) == LOAD_64) {
      set(out, at, SOURCE_MAP, map);
      return;
    }
    if (symbol.section() != 0) {
      throw new IllegalArgumentException(
          "cannot fill in '" + symbol.name() + "': not a map of this object");
    }
    OptionalInt function = kernel.find(Btf.FUNC, symbol.name());
    if (function.isEmpty() && !symbol.weak()) throw new MissingFunctionException(symbol.name());
    if (relocation.type() == Relocation.LOAD) {
      set(out, at, 0, function.isPresent() ? 1 : 0); // the program asks whether it is there
    } else if (function.isPresent()) {
      set(out, at, SOURCE_KERNEL_CALL, function.getAsInt());
    } else {
      set(
          out,
          at,
          0,
          NO_SUCH_HELPER); // never reached: the verifier sees the question answered by 0
    }
  }

  private static void set(ByteBuffer out, int at, int source, int immediate) {
    out.put(at + 1, (byte) ((out.get(at + 1) & 0x0f) | (source << 4)));
    out.putInt(at + 4, immediate);
  }

  private ByteBuffer functions() {
    ByteBuffer out = ByteBuffer.allocate(8 * pieces.size()).order(ByteOrder.nativeOrder());
    for (Piece piece : pieces) {
      int type =
          extension.functions().getOrDefault(piece.section().name(), List.of()).stream()
              .filter(function -> function.offset() == piece.start() * INSTRUCTION_SIZE)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "function without type in " + piece.section().name()))
              .type();
      out.putInt(piece.place()).putInt(type);
    }
    return out;
  }

  private ByteBuffer relocations() {
    List<BtfExtension.CoreRelocation> all = new ArrayList<>();
    for (Piece piece : pieces) {
      int from = piece.start() * INSTRUCTION_SIZE;
      int to = from + piece.length() * INSTRUCTION_SIZE;
      for (BtfExtension.CoreRelocation relocation :
          extension.relocations().getOrDefault(piece.section().name(), List.of())) {
        if (relocation.offset() < from || relocation.offset() >= to) continue;
        all.add(
            new BtfExtension.CoreRelocation(
                piece.place() * INSTRUCTION_SIZE + relocation.offset() - from,
                relocation.type(),
                relocation.access(),
                relocation.kind()));
      }
    }
    all.sort(Comparator.comparingInt(BtfExtension.CoreRelocation::offset));
    ByteBuffer out = ByteBuffer.allocate(16 * all.size()).order(ByteOrder.nativeOrder());
    for (BtfExtension.CoreRelocation relocation : all) {
      out.putInt(relocation.offset())
          .putInt(relocation.type())
          .putInt(relocation.access())
          .putInt(relocation.kind());
    }
    return out;
  }
}
