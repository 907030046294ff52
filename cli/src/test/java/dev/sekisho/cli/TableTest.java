package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void wideCharactersTakeTwoColumns() {
    Table table = new Table("NAME", "NOTE");
    table.row("関所", "a");
    table.row("gate", "b");
    assertThat(table.lines(80)).containsExactly("NAME  NOTE", "関所  a", "gate  b");
  }

  @Test
  void theWidestColumnGivesWay() {
    Table table = new Table("A", "B");
    table.row("short", "a text that is far too long for a narrow window");
    assertThat(table.lines(30)).allMatch(line -> Table.columns(line) <= 30);
    assertThat(table.lines(30).getLast()).startsWith("short  a text").endsWith("…");
  }

  @Test
  void aPipeGetsEverything() {
    Table table = new Table("A");
    table.row("x".repeat(5000));
    assertThat(table.lines(Captured.english().terminal.width()).getLast()).hasSize(5000);
  }

  @Test
  void cellsAreInert() {
    Table table = new Table("A");
    table.row("evil\u001b[31m\nrow");
    assertThat(table.lines(80)).containsExactly("A", "evil\\x1b[31m\\nrow");
  }
}
