package dev.sekisho.kernel.guard;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.sekisho.kernel.FileIdentity;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;

/** Keys and values of the guard's maps as bytes. */
final class GuardCodec {
  private static final int REPORT_EXITS = 1;

  private GuardCodec() {}

  /** The places of the controls in a configuration; {@code enum guard_control}. */
  enum Control {
    DRIFT(0),
    BLOCKLIST(1),
    HOST_NAMESPACE(2),
    MAPPINGS(3),
    MEMORY_WRITES(4);

    private final int code;

    Control(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** The kinds of rules; {@code enum guard_rule_kind}. */
  enum RuleKind {
    NAME(0),
    PATH(1),
    BELOW(2),
    FILE(3),
    DEVICE(4),
    APPLET(5);

    private final int code;

    RuleKind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  static byte[] number64(long number) {
    byte[] bytes = new byte[8];
    MemorySegment.ofArray(bytes).set(JAVA_LONG_UNALIGNED, 0, number);
    return bytes;
  }

  static byte[] number32(int number) {
    byte[] bytes = new byte[4];
    MemorySegment.ofArray(bytes).set(JAVA_INT_UNALIGNED, 0, number);
    return bytes;
  }

  static long number64(byte[] bytes) {
    return MemorySegment.ofArray(bytes).get(JAVA_LONG_UNALIGNED, 0);
  }

  static int number32(byte[] bytes) {
    return MemorySegment.ofArray(bytes).get(JAVA_INT_UNALIGNED, 0);
  }

  /** The set that a rule's key belongs to. */
  static long set(byte[] ruleKey) {
    return get64(ruleKey, GuardLayout.RULE_KEY, "set");
  }

  static byte[] file(FileIdentity file) {
    byte[] bytes = new byte[(int) GuardLayout.FILE.byteSize()];
    put64(bytes, GuardLayout.FILE, file.inode(), "inode");
    put32(bytes, GuardLayout.FILE, (int) file.device(), "device");
    return bytes;
  }

  static byte[] settings(GuardHash hash, long hostNamespace, int seedPass) {
    byte[] bytes = new byte[(int) GuardLayout.SETTINGS.byteSize()];
    put64(bytes, GuardLayout.SETTINGS, hash.start(), "hash_start");
    put64(bytes, GuardLayout.SETTINGS, hash.factor(), "hash_factor");
    put32(bytes, GuardLayout.SETTINGS, (int) hostNamespace, "host_namespace");
    put32(bytes, GuardLayout.SETTINGS, seedPass, "seed_pass");
    return bytes;
  }

  static GuardHash hash(byte[] settings) {
    return new GuardHash(
        get64(settings, GuardLayout.SETTINGS, "hash_start"),
        get64(settings, GuardLayout.SETTINGS, "hash_factor"));
  }

  static long hostNamespace(byte[] settings) {
    return get32(settings, GuardLayout.SETTINGS, "host_namespace") & 0xffff_ffffL;
  }

  static byte[] root(long device, long mountNamespace) {
    byte[] bytes = new byte[(int) GuardLayout.ROOT.byteSize()];
    put32(bytes, GuardLayout.ROOT, (int) device, "device");
    put32(bytes, GuardLayout.ROOT, (int) mountNamespace, "mount_namespace");
    return bytes;
  }

  /** What is known, with what is told in the places that are still 0. */
  static byte[] completeRoot(byte[] known, byte[] told) {
    byte[] complete = known.clone();
    for (String member : new String[] {"device", "mount_namespace"}) {
      if (get32(known, GuardLayout.ROOT, member) == 0)
        put32(complete, GuardLayout.ROOT, get32(told, GuardLayout.ROOT, member), member);
    }
    return complete;
  }

  static long rootDevice(byte[] root) {
    return get32(root, GuardLayout.ROOT, "device") & 0xffff_ffffL;
  }

  /** The key of a root's namespace in the map of namespaces. */
  static byte[] mountNamespace(byte[] root) {
    return number32(get32(root, GuardLayout.ROOT, "mount_namespace"));
  }

  static byte[] rule(Setting setting) {
    byte[] bytes = new byte[(int) GuardLayout.RULE.byteSize()];
    put32(bytes, GuardLayout.RULE, setting.mode().code(), "mode");
    put32(bytes, GuardLayout.RULE, setting.clause(), "clause");
    return bytes;
  }

  static RuleKind kind(Rule rule) {
    return switch (rule) {
      case Rule.Name _ -> RuleKind.NAME;
      case Rule.Applet _ -> RuleKind.APPLET;
      case Rule.FullPath _ -> RuleKind.PATH;
      case Rule.Below _ -> RuleKind.BELOW;
      case Rule.ByIdentity _ -> RuleKind.FILE;
      case Rule.ByDevice _ -> RuleKind.DEVICE;
    };
  }

  static byte[] key(long set, Rule rule, GuardHash hash) {
    byte[] bytes = new byte[(int) GuardLayout.RULE_KEY.byteSize()];
    put64(bytes, GuardLayout.RULE_KEY, set, "set");
    put32(bytes, GuardLayout.RULE_KEY, kind(rule).code(), "kind");
    switch (rule) {
      case Rule.Applet applet ->
          put64(bytes, GuardLayout.RULE_KEY, hash.of(applet.name()), "value");
      case Rule.Name name -> put64(bytes, GuardLayout.RULE_KEY, hash.of(name.name()), "value");
      case Rule.FullPath path -> put64(bytes, GuardLayout.RULE_KEY, hash.of(path.path()), "value");
      case Rule.Below below ->
          put64(bytes, GuardLayout.RULE_KEY, hash.of(below.directory()), "value");
      case Rule.ByIdentity file -> {
        put64(bytes, GuardLayout.RULE_KEY, file.file().inode(), "value");
        put32(bytes, GuardLayout.RULE_KEY, (int) file.file().device(), "device");
      }
      case Rule.ByDevice device ->
          put32(bytes, GuardLayout.RULE_KEY, (int) device.device(), "device");
    }
    return bytes;
  }

  static byte[] template(String prefix, GuardConfiguration configuration) {
    byte[] name = prefix.getBytes(StandardCharsets.UTF_8);
    if (name.length > 15)
      throw new IllegalArgumentException("prefix longer than 15 bytes: " + prefix);
    byte[] bytes = new byte[(int) GuardLayout.TEMPLATE.byteSize()];
    System.arraycopy(name, 0, bytes, 0, name.length);
    byte[] inner = configuration(configuration);
    System.arraycopy(
        inner,
        0,
        bytes,
        (int) GuardLayout.offset(GuardLayout.TEMPLATE, "configuration"),
        inner.length);
    return bytes;
  }

  static byte[] configuration(GuardConfiguration configuration) {
    byte[] bytes = new byte[(int) GuardLayout.CONFIGURATION.byteSize()];
    put64(bytes, GuardLayout.CONFIGURATION, configuration.revision(), "revision");
    put64(bytes, GuardLayout.CONFIGURATION, configuration.blockRules(), "block_rules");
    put64(bytes, GuardLayout.CONFIGURATION, configuration.allowRules(), "allow_rules");
    put32(
        bytes, GuardLayout.CONFIGURATION, configuration.reportExits() ? REPORT_EXITS : 0, "flags");
    for (Control control : Control.values()) {
      Setting setting = setting(configuration, control);
      put(bytes, control(control, "mode"), setting.mode().code());
      put(bytes, control(control, "clause"), setting.clause());
    }
    ForkLimits forks = configuration.forks();
    putLimit(bytes, "below_audit", forks.belowOneProcessAudit());
    putLimit(bytes, "below_enforce", forks.belowOneProcessEnforce());
    putLimit(bytes, "container_audit", forks.containerAudit());
    putLimit(bytes, "container_enforce", forks.containerEnforce());
    return bytes;
  }

  static GuardConfiguration configuration(byte[] bytes) {
    return new GuardConfiguration(
        get64(bytes, GuardLayout.CONFIGURATION, "revision"),
        setting(bytes, Control.DRIFT),
        setting(bytes, Control.BLOCKLIST),
        setting(bytes, Control.HOST_NAMESPACE),
        setting(bytes, Control.MAPPINGS),
        setting(bytes, Control.MEMORY_WRITES),
        new ForkLimits(
            limit(bytes, "below_audit"),
            limit(bytes, "below_enforce"),
            limit(bytes, "container_audit"),
            limit(bytes, "container_enforce")),
        get64(bytes, GuardLayout.CONFIGURATION, "block_rules"),
        get64(bytes, GuardLayout.CONFIGURATION, "allow_rules"),
        (get32(bytes, GuardLayout.CONFIGURATION, "flags") & REPORT_EXITS) != 0);
  }

  private static Setting setting(GuardConfiguration configuration, Control control) {
    return switch (control) {
      case DRIFT -> configuration.drift();
      case BLOCKLIST -> configuration.blocklist();
      case HOST_NAMESPACE -> configuration.hostNamespace();
      case MAPPINGS -> configuration.mappings();
      case MEMORY_WRITES -> configuration.memoryWrites();
    };
  }

  private static Setting setting(byte[] bytes, Control control) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    return new Setting(
        Mode.of(segment.get(JAVA_INT_UNALIGNED, control(control, "mode"))),
        segment.get(JAVA_INT_UNALIGNED, control(control, "clause")));
  }

  private static long control(Control control, String array) {
    return GuardLayout.CONFIGURATION.byteOffset(PathElement.groupElement(array))
        + control.code() * JAVA_INT.byteSize();
  }

  private static Limit limit(byte[] bytes, String name) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    return new Limit(
        segment.get(
            JAVA_INT_UNALIGNED, GuardLayout.offset(GuardLayout.CONFIGURATION, name, "processes")),
        segment.get(
            JAVA_INT_UNALIGNED, GuardLayout.offset(GuardLayout.CONFIGURATION, name, "clause")));
  }

  private static void putLimit(byte[] bytes, String name, Limit limit) {
    put32(bytes, GuardLayout.CONFIGURATION, limit.processes(), name, "processes");
    put32(bytes, GuardLayout.CONFIGURATION, limit.clause(), name, "clause");
  }

  private static void put(byte[] bytes, long offset, int value) {
    MemorySegment.ofArray(bytes).set(JAVA_INT_UNALIGNED, offset, value);
  }

  private static void put32(byte[] bytes, StructLayout struct, int value, String... path) {
    put(bytes, GuardLayout.offset(struct, path), value);
  }

  private static void put64(byte[] bytes, StructLayout struct, long value, String... path) {
    MemorySegment.ofArray(bytes).set(JAVA_LONG_UNALIGNED, GuardLayout.offset(struct, path), value);
  }

  private static int get32(byte[] bytes, StructLayout struct, String... path) {
    return MemorySegment.ofArray(bytes).get(JAVA_INT_UNALIGNED, GuardLayout.offset(struct, path));
  }

  private static long get64(byte[] bytes, StructLayout struct, String... path) {
    return MemorySegment.ofArray(bytes).get(JAVA_LONG_UNALIGNED, GuardLayout.offset(struct, path));
  }

  /** Text up to the first NUL. */
  static String text(MemorySegment bytes) {
    byte[] all = bytes.toArray(JAVA_BYTE);
    int length = 0;
    while (length < all.length && all[length] != 0) length++;
    return new String(all, 0, length, StandardCharsets.UTF_8);
  }
}
