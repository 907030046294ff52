package dev.sekisho.performance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a figure was measured on: without it the figure says nothing. */
record Machine(String processor, int processors, long memoryBytes, String kernel, String java) {

  static Machine here() throws IOException {
    String model =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .orElse("unknown processor");
    long kib =
        Files.readString(Path.of("/proc/meminfo"))
            .lines()
            .filter(line -> line.startsWith("MemTotal:"))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0);
    String release =
        Files.readString(Path.of("/proc/sys/kernel/osrelease"), StandardCharsets.US_ASCII).strip();
    return new Machine(
        model,
        Runtime.getRuntime().availableProcessors(),
        kib * 1024,
        release,
        System.getProperty("java.vm.version", "unknown"));
  }

  /** The load of the last minute: figures taken beside other work are marked by it. */
  static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%s, %d CPUs, %.0f GB, Linux %s, JVM %s",
        processor,
        processors,
        memoryBytes / 1e9,
        kernel,
        java);
  }
}
