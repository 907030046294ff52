package dev.sekisho.kernel.guard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.MountNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A guard of the tests' own, in a bpffs directory of its own. */
final class GuardFixture implements AutoCloseable {
  /** One for each test process: other guards on the machine are not touched. */
  static final Path PINS =
      Path.of("/sys/fs/bpf/sekisho-kernel-test-" + ProcessHandle.current().pid());

  private final Path programs;
  private BpfGuard guard;

  private GuardFixture(Path programs, BpfGuard guard) {
    this.programs = programs;
    this.guard = guard;
  }

  static GuardFixture open() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: needs root");
    assumeTrue(Cgroups.detect().unified().isPresent(), "SKIPPED: needs a cgroup version 2 tree");
    Path programs = TestPrograms.directory();
    BpfGuard guard = BpfGuard.open(PINS);
    guard.setHostNamespace(MountNamespace.ofSelf());
    return new GuardFixture(programs, guard);
  }

  BpfGuard guard() {
    return guard;
  }

  /** As an enforcer that ends and comes again. */
  BpfGuard reopen() throws IOException {
    guard.close();
    guard = BpfGuard.open(PINS);
    return guard;
  }

  Path programs() {
    return programs;
  }

  TestContainer container(String name) throws IOException {
    return TestContainer.create(programs, name);
  }

  /** All events that wait. */
  List<GuardEvent> events() throws IOException {
    List<GuardEvent> events = new ArrayList<>();
    guard.events().drain(record -> events.add(GuardEvents.decode(record)));
    return events;
  }

  List<GuardEvent.Execution> executions() throws IOException {
    return events().stream()
        .filter(GuardEvent.Execution.class::isInstance)
        .map(GuardEvent.Execution.class::cast)
        .toList();
  }

  @Override
  public void close() throws IOException {
    guard.close();
    BpfGuard.remove(PINS);
  }
}
