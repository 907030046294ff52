package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.Statx;
import dev.sekisho.kernel.guard.GuardEvent.Execution;
import dev.sekisho.kernel.guard.GuardEvent.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("root")
class BlocklistTest {
  private static final long SET = 5;

  private static GuardFixture fixture;
  private TestContainer container;

  @BeforeAll
  static void load() throws IOException {
    fixture = GuardFixture.open();
  }

  @AfterAll
  static void unload() throws IOException {
    if (fixture != null) fixture.close();
  }

  @BeforeEach
  void start() throws IOException {
    container = fixture.container("blocklist");
    fixture.events();
  }

  @AfterEach
  void stop() throws IOException {
    fixture.guard().removeRules(SET);
    container.close();
  }

  private static Setting enforced() {
    return new Setting(Mode.ENFORCE, 11);
  }

  private void block(Rule... rules) throws IOException {
    fixture.guard().addRules(SET, List.of(rules));
    fixture
        .guard()
        .configure(
            container.cgroup(),
            container.rootDevice(),
            ConfigurationOf.blocklist(Mode.ENFORCE, SET));
  }

  private Reason lastReason() throws IOException {
    return fixture.executions().getLast().blocklist().reason();
  }

  @Test
  void aNameIsBlockedHoweverTheMultiCallBinaryIsAskedForItWhileItsOtherAppletsRun()
      throws IOException {
    fixture
        .guard()
        .configure(container.cgroup(), container.rootDevice(), ConfigurationOf.nothing());
    assertThat(container.run("/bin/wget").output()).isEqualTo("RAN wget\n");
    assertThat(container.run("/bin/busybox", "wget").output()).isEqualTo("RAN wget\n");

    block(new Rule.Name("wget", enforced()));
    assertThat(container.run("/bin/wget").killed()).isTrue();
    assertThat(lastReason()).isEqualTo(Reason.CALLED_NAME);
    assertThat(container.run("/bin/busybox", "wget", "-q").killed()).isTrue();
    assertThat(lastReason()).isEqualTo(Reason.APPLET);
    assertThat(container.run("/bin/busybox", "busybox", "-wget").killed()).isTrue();
    assertThat(container.run("/bin/busybox", "/usr/bin/wget").killed()).isTrue();
    assertThat(container.run("/bin/busybox", "ls", "wget").output()).isEqualTo("RAN ls\n");
    assertThat(container.run("/bin/ls", "wget").output()).isEqualTo("RAN ls\n");
  }

  @Test
  void wordsWithoutEndBeforeTheAppletAreRefused() throws IOException {
    block(new Rule.Name("wget", enforced()));
    String[] words = new String[700];
    java.util.Arrays.fill(words, "busybox");
    words[0] = "/bin/busybox";
    words[699] = "wget";
    assertThat(container.run(words).killed()).isTrue();
    assertThat(lastReason()).isEqualTo(Reason.APPLET_UNKNOWN);
  }

  @Test
  void aFileIsBlockedByItsOwnNameThroughALink() throws IOException {
    Files.createSymbolicLink(container.root().resolve("bin/greet"), Path.of("hello"));
    block(new Rule.Name("hello", enforced()));
    assertThat(container.run("/bin/greet").killed()).isTrue();
    assertThat(container.run("/bin/ls").output()).isEqualTo("RAN ls\n");
  }

  @Test
  void aMultiCallBinarysOwnNameAndPathSayNothingOfItsApplets() throws IOException {
    block(
        new Rule.Name("busybox", enforced()),
        new Rule.FullPath("/bin/busybox", enforced()),
        new Rule.Applet("wget", enforced()),
        new Rule.Applet("hello", enforced()));
    assertThat(container.run("/bin/ls").output()).isEqualTo("RAN ls\n");
    assertThat(container.run("/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(container.run("/bin/busybox", "ls").killed()).isTrue();
    assertThat(container.run("/bin/wget").killed()).isTrue();
    fixture.guard().removeRules(SET);
    block(new Rule.Applet("wget", enforced()));
    assertThat(container.run("/bin/busybox", "ls").output()).isEqualTo("RAN ls\n");
    assertThat(container.run("/bin/busybox", "wget").killed()).isTrue();
  }

  @Test
  void aPathIsBlockedAsResolvedAndAsCalled() throws IOException {
    block(new Rule.FullPath("/bin/hello", enforced()));
    assertThat(container.run("/bin/hello").killed()).isTrue();
    assertThat(container.run("/bin/../bin/hello").killed()).isTrue();
    fixture.guard().removeRules(SET);
    block(new Rule.FullPath("/bin/wget", enforced()));
    assertThat(container.run("/bin/wget").killed()).isTrue();
    assertThat(container.run("/bin/ls").output()).isEqualTo("RAN ls\n");
  }

  @Test
  void allBelowADirectoryIsBlockedAndNothingBesideIt() throws IOException {
    block(new Rule.Below("/bin", enforced()));
    assertThat(container.run("/bin/hello").killed()).isTrue();
    assertThat(lastReason()).isEqualTo(Reason.PATH);
    fixture.guard().removeRules(SET);
    block(new Rule.Below("/bi", enforced()));
    assertThat(container.run("/bin/hello").output()).isEqualTo("RAN\n");
  }

  @Test
  void aFileIsBlockedByDeviceAndInode() throws IOException {
    block(new Rule.ByIdentity(Statx.identity(container.root().resolve("bin/hello")), enforced()));
    Execution before = onlyExecution("/bin/busybox", "ls");
    assertThat(before.blocked()).isFalse();
    assertThat(container.run("/bin/hello").killed()).isTrue();
    assertThat(lastReason()).isEqualTo(Reason.IDENTITY);
  }

  private Execution onlyExecution(String... words) throws IOException {
    fixture.events();
    container.run(words);
    return fixture.executions().getLast();
  }

  @Test
  void anAuditedRuleIsReportedAndAFirmerOneOfTheSameSetWins() throws IOException {
    block(new Rule.Name("wget", new Setting(Mode.AUDIT, 21)));
    assertThat(container.run("/bin/wget").output()).isEqualTo("RAN wget\n");
    assertThat(fixture.executions().getLast().blocklist())
        .isEqualTo(new GuardEvent.Match(Reason.CALLED_NAME, Mode.AUDIT, 21));
    block(new Rule.FullPath("/bin/wget", new Setting(Mode.ENFORCE, 22)));
    assertThat(container.run("/bin/wget").killed()).isTrue();
    assertThat(fixture.executions().getLast().blocklist())
        .isEqualTo(new GuardEvent.Match(Reason.PATH, Mode.ENFORCE, 22));
  }
}
