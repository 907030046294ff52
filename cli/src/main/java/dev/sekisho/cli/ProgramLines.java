package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of manager and enforcer: the one place that knows their JVM's options. {@code
 * up} starts them by these lines, the launcher runs {@code sekisho manager} and {@code sekisho
 * enforcer} by them, and so do the units of systemd.
 */
record ProgramLines(Home home) {
  /**
   * The manager's command line.
   *
   * @param asUser words that give up root, empty where we are not root
   */
  List<String> manager(ManagerOptions options, DataDirectory directory, List<String> asUser) {
    List<String> line = new ArrayList<>(asUser);
    line.add(home.javaCommand().toString());
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:AOTCache=" + home.cache("manager"),
            "-Xlog:aot=off,cds=off",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
    line.addAll(options.properties(directory));
    line.addAll(List.of("-jar", home.managerJar().toString()));
    return line;
  }

  /**
   * The enforcer's command line.
   *
   * @param arguments of {@code EnforcerProgram}
   */
  List<String> enforcer(List<String> arguments) {
    List<String> line = new ArrayList<>();
    // One arena of malloc: each thread that allocates once would keep its own resident.
    line.addAll(List.of("env", "MALLOC_ARENA_MAX=1"));
    line.add(home.javaCommand().toString());
    line.addAll(
        List.of(
            // KERNEL.md §7: what keeps a small agent small
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // What is live is some 5 MB; what a burst or the start needed is given back.
            "-Xms8m",
            "-Xmn4m",
            "-Xmx48m",
            "-XX:-ShrinkHeapInSteps",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:TrimNativeHeapInterval=60000",
            "-Djdk.nio.maxCachedBufferSize=65536",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:AOTCache=" + home.cache("enforcer"),
            "-Xlog:aot=off,cds=off",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            home.classPath(),
            "dev.sekisho.enforcer.EnforcerProgram"));
    line.addAll(arguments);
    return line;
  }

  /** Words for a POSIX shell, each quoted. */
  static String quoted(List<String> words) {
    return String.join(
        " ", words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
  }
}
