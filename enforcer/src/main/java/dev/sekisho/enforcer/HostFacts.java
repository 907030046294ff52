package dev.sekisho.enforcer;

import dev.sekisho.model.Host;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** What this machine says of itself. */
final class HostFacts {
  private final HostRoot root;

  HostFacts(HostRoot root) {
    this.root = root;
  }

  /** The host before any manager has named it. */
  Host read() {
    String name = line("/proc/sys/kernel/hostname");
    return new Host("local", name, name, "", Map.of(), addresses(), operatingSystem());
  }

  /** The host under the names that the manager gave, with the facts as they are now. */
  Host read(Host named) {
    Host now = read();
    return new Host(
        named.id(),
        now.name(),
        named.logicalName().isEmpty() ? now.name() : named.logicalName(),
        named.group(),
        named.labels(),
        now.addresses(),
        now.operatingSystem());
  }

  /**
   * What stays the same on this machine, so that two hosts with one identity are found out.
   *
   * @param directory where one is made and kept if the system has none
   */
  String machineId(Path directory) throws IOException {
    for (String path : List.of("/etc/machine-id", "/var/lib/dbus/machine-id")) {
      String id = line(path);
      if (!id.isEmpty() && !id.equals("uninitialized")) return id;
    }
    Path own = directory.resolve("machine-id");
    if (!Files.exists(own)) {
      String made = UUID.randomUUID().toString().replace("-", "");
      OwnerOnly.replace(own, made.getBytes(StandardCharsets.US_ASCII));
    }
    return Files.readString(own).strip();
  }

  private String operatingSystem() {
    String name = prettyName("/etc/os-release");
    return name.isEmpty() ? prettyName("/usr/lib/os-release") : name;
  }

  private String prettyName(String path) {
    try (Stream<String> lines = Files.lines(root.of(path))) {
      return lines
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(HostFacts::value)
          .findFirst()
          .orElse("");
    } catch (IOException | UncheckedIOException absent) {
      return "";
    }
  }

  private static String value(String line) {
    String value = line.substring(line.indexOf('=') + 1).strip();
    boolean quoted =
        value.length() >= 2
            && "\"'".indexOf(value.charAt(0)) >= 0
            && value.endsWith(value.substring(0, 1));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static List<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .map(text -> text.replaceFirst("%.*", ""))
          .distinct()
          .sorted()
          .limit(64)
          .toList();
    } catch (SocketException e) {
      return List.of(); // a scope that asks for an address does not match then
    }
  }

  private String line(String path) {
    try {
      return Files.readString(root.of(path)).strip();
    } catch (IOException absent) {
      return "";
    }
  }
}
