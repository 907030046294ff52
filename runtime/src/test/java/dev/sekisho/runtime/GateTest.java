package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate's program beside a runtime of the test's own, and what it says to the enforcer. */
class GateTest {
  @TempDir private Path directory;
  private Path gate;

  @BeforeEach
  void install() throws IOException {
    Path runtime =
        Files.writeString(directory.resolve("runtime.sh"), "#!/bin/sh\necho ran \"$@\"\n");
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    gate = directory.resolve("gate");
    assertThat(new GateFiles(gate).install(runtime.toString())).isTrue();
  }

  private record Called(int code, String output) {}

  private Called call(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(gate.resolve("gate").toString()));
    line.addAll(List.of(words));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Called(process.waitFor(), output);
  }

  @Test
  void theCommittedProgramWasBuiltFromTheCommittedSource() throws Exception {
    String origin = new String(resource("gate-amd64.origin"), StandardCharsets.UTF_8);
    assertThat(origin)
        .as("run script/build-native.sh runtime gate and commit its output")
        .contains("source " + sha256(Files.readAllBytes(Path.of("src/main/c/gate.c"))))
        .contains("binary " + sha256(resource("gate-amd64")));
  }

  @Test
  void whatPassesBecomesTheRuntimeWithItsArgumentsAndWhatDoesNotSaysWhy() throws Exception {
    List<GateRequest> asked = new CopyOnWriteArrayList<>();
    Path log = directory.resolve("log.json");
    try (Gate server =
        Gate.open(
            gate,
            request -> {
              asked.add(request);
              return request instanceof GateRequest.Create
                  ? new Gate.Answer(false, "not \"this\" one\n関所")
                  : Gate.Answer.PASS;
            },
            unjudged -> {})) {
      server.start();
      assertThat(call("--root", "/r", "exec", "--process", "/p", "id"))
          .isEqualTo(new Called(0, "ran --root /r exec --process /p id"));
      assertThat(call("--log", log.toString(), "create", "--bundle", "/b", "id"))
          .isEqualTo(new Called(1, "sekisho: not \"this\" one\n関所"));
      assertThat(Files.readString(log))
          .startsWith(
              "{\"level\":\"error\",\"msg\":\"sekisho: not \\\"this\\\" one\\u000a関所\",\"time\":\"");
      assertThat(call("state", "id")).isEqualTo(new Called(0, "ran state id"));
    }
    assertThat(asked)
        .containsExactly(
            new GateRequest.Exec("id", Path.of("/p")), new GateRequest.Create("id", Path.of("/b")));
  }

  @Test
  void whenNobodyAnswersTheFailModeDecidesAndIsNoted() throws Exception {
    assertThat(call("create", "id")).isEqualTo(new Called(0, "ran create id"));
    Files.writeString(gate.resolve("fail-mode"), "open\n");
    assertThat(call("create", "id")).isEqualTo(new Called(0, "ran create id"));
    Files.writeString(gate.resolve("fail-mode"), "closed\n");
    assertThat(call("create", "id").code()).isEqualTo(1);
    assertThat(call("delete", "id")).isEqualTo(new Called(0, "ran delete id"));
    List<Gate.Unjudged> told = new CopyOnWriteArrayList<>();
    try (Gate server = Gate.open(gate, request -> Gate.Answer.PASS, told::add)) {
      server.start();
      assertThat(told).containsExactly(new Gate.Unjudged(2, 1));
    }
  }

  @Test
  void aServerThatTakesTheCallAndSaysNothingIsWaitedForNoLongerThanThePatience() throws Exception {
    Files.writeString(gate.resolve("fail-mode"), "closed\n");
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(gate.resolve("socket")));
      assertThat(call("run", "id").code()).isEqualTo(1);
    }
    Files.delete(gate.resolve("socket"));
  }

  @Test
  void aJudgeThatFailsLeavesItToTheFailMode() throws Exception {
    try (Gate server =
        Gate.open(
            gate,
            request -> {
              throw new IllegalStateException("broken");
            },
            unjudged -> {})) {
      server.start();
      assertThat(call("create", "id")).isEqualTo(new Called(0, "ran create id"));
      server.failMode(dev.sekisho.model.FailMode.CLOSED);
      assertThat(call("create", "id").code()).isEqualTo(1);
    }
  }

  @Test
  void theRuntimesCommandLineIsUnderstoodInEveryWayThatEnginesWriteIt() {
    assertThat(
            GateRequest.of(
                "/w",
                List.of(
                    "--root=/run",
                    "--log",
                    "/l",
                    "--log-format",
                    "json",
                    "--systemd-cgroup",
                    "create",
                    "--bundle",
                    "/b",
                    "--pid-file",
                    "/p",
                    "id")))
        .isEqualTo(new GateRequest.Create("id", Path.of("/b")));
    assertThat(GateRequest.of("/w", List.of("run", "-d", "id")))
        .isEqualTo(new GateRequest.Create("id", Path.of("/w/.")));
    assertThat(
            GateRequest.of(
                "/w", List.of("exec", "-p=/x", "--detach", "id", "sh", "--process", "/y")))
        .isEqualTo(new GateRequest.Exec("id", Path.of("/x")));
    assertThat(GateRequest.of("/w", List.of("exec", "id", "sh")))
        .isEqualTo(new GateRequest.Unclear("no process document is named"));
    assertThat(GateRequest.of("/w", List.of("--new-option", "create", "id")))
        .isEqualTo(new GateRequest.Unclear("the command id is not known"));
    assertThat(GateRequest.of("/w", List.of("kill", "create", "9")))
        .isEqualTo(new GateRequest.Other("kill"));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(11);
    byte[] good = GateRequest.bytes("/w", "--root", "/r", "create", "--bundle", "/b", "id");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(5); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(GateRequest.read(new ByteArrayInputStream(bytes))).isNotNull();
      } catch (IOException refused) {
        assertThat(refused).hasMessageContaining("request");
      }
    }
    assertThatIOException()
        .isThrownBy(() -> GateRequest.read(new ByteArrayInputStream(new byte[2 << 20])));
    byte[] endless = new byte[2 << 20];
    java.util.Arrays.fill(endless, (byte) 'a');
    assertThatIOException()
        .isThrownBy(() -> GateRequest.read(new ByteArrayInputStream(endless)))
        .withMessageContaining("more than");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = Objects.requireNonNull(Gate.class.getResourceAsStream(name), name)) {
      return stream.readAllBytes();
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
