package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SekishoProgramTest {
  private static int run(Captured captured, String... arguments) {
    return SekishoProgram.run(captured.terminal, Map.of("HOME", "/nonexistent"), arguments);
  }

  @Test
  void withoutACommandItSaysSoAndEndsWithTwo() {
    Captured captured = Captured.english();
    assertThat(run(captured)).isEqualTo(2);
    assertThat(captured.error()).contains("Which command?");
    assertThat(captured.out()).isEmpty();
  }

  @Test
  void aMisspeltCommandIsAnsweredWithTheNearestOne() {
    Captured captured = Captured.english();
    assertThat(run(captured, "polcy")).isEqualTo(2);
    assertThat(captured.error()).contains("unknown: polcy").contains("Did you mean: policy?");
  }

  @Test
  void aWrongValueNamesItsOptionInTheReadersLanguage() {
    Captured captured = new Captured(Map.of("LC_ALL", "ja_JP.UTF-8"));
    assertThat(run(captured, "events", "--limit", "many")).isEqualTo(2);
    assertThat(captured.error()).contains("--limit の値が正しくありません: many");
  }

  @Test
  void withoutAManagerItSaysHowToStartOneAndEndsWithThree() {
    Captured captured = Captured.english();
    assertThat(run(captured, "workloads")).isEqualTo(3);
    assertThat(captured.error())
        .contains("no manager is known")
        .contains("fix: start one here with: sekisho up")
        .contains("see: docs/problems.md#no-context");
  }

  @Test
  void hostileBytesInAnArgumentAreInert() {
    Captured captured = Captured.english();
    run(captured, "\u001b]0;owned\u0007");
    assertThat(captured.error()).doesNotContain("\u001b").contains("\\x1b]0;owned\\x07");
  }

  @Test
  void versionAndHelpEndWithZero() {
    Captured captured = Captured.english();
    assertThat(run(captured, "version")).isZero();
    assertThat(captured.out()).startsWith("sekisho " + Version.text());
    assertThat(run(captured, "policy", "check", "--help")).isZero();
    assertThat(captured.out()).contains("Exit codes: 0 good");
  }

  @Test
  void completionIsAScriptThatBashReads(@TempDir Path directory) throws Exception {
    Captured captured = Captured.english();
    assertThat(run(captured, "completion")).isZero();
    Path script = Files.writeString(directory.resolve("completion"), captured.out());
    assertThat(SystemUser.run(java.util.List.of("bash", "-n", script.toString())).text()).isEmpty();
    assertThat(captured.out()).contains("rollback");
  }

  @Test
  void theLanguageIsTheFirstThatIsSet() {
    assertThat(Texts.localeOf(Map.of("LANG", "ja_JP.UTF-8")).getLanguage()).isEqualTo("ja");
    assertThat(Texts.localeOf(Map.of("LC_ALL", "C", "LANG", "ja_JP.UTF-8")).getLanguage())
        .isEqualTo("en");
    assertThat(Texts.localeOf(Map.of("LC_ALL", "", "LC_MESSAGES", "ja")).getLanguage())
        .isEqualTo("ja");
    assertThat(Texts.localeOf(Map.of()).getLanguage()).isEqualTo("en");
  }
}
