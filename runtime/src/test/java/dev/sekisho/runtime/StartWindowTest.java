package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.ContainerRequest;
import dev.sekisho.model.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** A container's very first program drops a file and runs it at once. */
@Tag("root")
@Tag("docker")
class StartWindowTest {
  private static final String NAME = "runtime-window";

  private static Lab lab;

  @BeforeAll
  static void start() throws IOException {
    lab = Lab.open();
    lab.hold(NAME, Clauses.revision(1).drift(Mode.ENFORCE).forensics().policy());
    lab.start();
  }

  @AfterAll
  static void end() throws IOException {
    if (lab != null) lab.close();
  }

  @RepeatedTest(10)
  void evenTheFirstProgramOfAContainerCannotRunWhatItDrops() throws IOException {
    lab.engine.remove(NAME);
    String id =
        lab.engine.create(ContainerRequest.of(NAME, Lab.IMAGE, List.of("/bin/escape", "copied")));
    lab.engine.start(id);
    int exit = lab.engine.await(id, Duration.ofSeconds(20));
    assertThat(lab.engine.logs(id).output()).doesNotContain("RAN");
    assertThat(exit).isNotZero();
    lab.engine.remove(NAME);
  }
}
