package dev.sekisho.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a container engine is there; installs one where the user asked for it.
 *
 * @param terminal where it says so
 * @param address {@code unix:///path}
 */
record EngineCheck(Terminal terminal, String address) {
  /** Says what is missing; without an engine the enforcer still starts and waits for one. */
  void check(boolean install) {
    if (answers()) {
      return;
    }
    if (install) {
      install();
    }
    if (!answers()) {
      terminal.tell("up.no-engine", address);
    }
  }

  private boolean answers() {
    Path socket = Path.of(address.replaceFirst("^unix://", ""));
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false; // nobody listens; what to do is said by the caller
    }
  }

  private void install() {
    if (!Files.exists(Path.of("/etc/debian_version"))) {
      throw Exit.ENVIRONMENT.because("engine-install-unsupported");
    }
    terminal.tell("up.installing-engine", "docker.io, iptables");
    run(List.of("apt-get", "-qq", "update"));
    run(
        List.of(
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-qq",
            "-y",
            "install",
            "--no-install-recommends",
            "docker.io",
            "iptables"));
    run(List.of("service", "docker", "start"));
  }

  private static void run(List<String> command) {
    SystemUser.Outcome outcome = SystemUser.run(command);
    if (outcome.code() != 0) {
      throw Exit.ENVIRONMENT.because(
          "engine-install-failed", String.join(" ", command), outcome.text());
    }
  }
}
