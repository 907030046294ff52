package dev.sekisho.manager.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T05:31:52.418Z");
  private static final Reader READER = Drawing.reader(Language.ENGLISH, Theme.SYSTEM);

  @Test
  void aMessageChoosesItsWordByNumberAndGroupsDigits() {
    assertThat(READER.say("events.new", 1)).isEqualTo("1 new event. Show it");
    assertThat(READER.say("events.new", 12345)).isEqualTo("12,345 new events. Show them");
  }

  @Test
  void aValueCannotMarkTextOrNameAnotherValue() {
    assertThat(READER.rich("event.started.blocked", "`</code>{0}**x**").html())
        .isEqualTo("<code>`&lt;/code&gt;{0}**x**</code> did not run");
  }

  @Test
  void timesAreRelativeForADayThenNamedByWeekdayThenByDate() {
    Clockface clock = new Clockface(Language.ENGLISH, ZoneId.of("Asia/Tokyo"), NOW);
    assertThat(text(clock.relative(NOW.minusSeconds(3)))).isEqualTo("now");
    assertThat(text(clock.relative(NOW.minusSeconds(125)))).isEqualTo("2 min");
    assertThat(text(clock.relative(NOW.minus(Duration.ofHours(23))))).isEqualTo("23 h");
    assertThat(text(clock.relative(NOW.minus(Duration.ofDays(2))))).isEqualTo("Mon 14:31");
    assertThat(text(clock.relative(NOW.minus(Duration.ofDays(40))))).isEqualTo("16 Oct 2026");
    assertThat(text(clock.full(NOW))).isEqualTo("Wed 25 Nov 2026, 14:31:52.418 JST");
  }

  @Test
  void japaneseTimesAreWrittenAsInJapan() {
    Clockface clock = new Clockface(Language.JAPANESE, ZoneId.of("Asia/Tokyo"), NOW);
    assertThat(text(clock.full(NOW))).isEqualTo("2026年11月25日（水）14:31:52.418 JST");
    assertThat(text(clock.relative(NOW.minusSeconds(7200)))).isEqualTo("2時間");
  }

  @Test
  void aTimeAheadOfTheManagersClockIsShownInFull() {
    Clockface clock = new Clockface(Language.ENGLISH, ZoneId.of("UTC"), NOW);
    assertThat(text(clock.relative(NOW.plus(Duration.ofDays(365 * 40))))).contains("2066");
  }

  @Test
  void theLanguageIsTheOneThatTheBrowserPrefersAmongOurs() {
    assertThat(Language.accepted("fr, ja;q=0.8, en;q=0.5")).isEqualTo(Language.JAPANESE);
    assertThat(Language.accepted("ja-JP")).isEqualTo(Language.JAPANESE);
    assertThat(Language.accepted("fr")).isEqualTo(Language.ENGLISH);
    assertThat(Language.accepted("; ;q=9")).isEqualTo(Language.ENGLISH);
  }

  @Test
  void noFormLeadsOutOfTheConsole() {
    for (String outside :
        List.of(
            "https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\r\nb", "")) {
      assertThat(Address.within(outside)).as(outside).isEqualTo("/");
    }
    assertThat(Address.within("/events?q=a%20b")).isEqualTo("/events?q=a%20b");
  }

  @Test
  void numbersOfEventsAreReadToTheirLastDigit() {
    assertThat(EventsResource.number("1879048192000000001")).hasValue(1879048192000000001L);
    assertThat(EventsResource.number("9999999999999999999")).isEmpty();
    assertThat(EventsResource.number("1'--")).isEmpty();
  }

  @Test
  void foreignPartsOfAnAddressAreEncoded() {
    assertThat(Address.policy("a/../b?c#d \"e")).isEqualTo("/policies/a%2F..%2Fb%3Fc%23d%20%22e");
  }

  @Test
  void aDifferenceKeepsWhatBothTextsHave() {
    assertThat(shown(Difference.between("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n")))
        .isEqualTo(" a|-b|+x| c| d|+e");
    assertThat(shown(Difference.between("", "a\n"))).isEqualTo("+a");
    assertThat(shown(Difference.between("a\n", ""))).isEqualTo("-a");
  }

  @Test
  void aDifferenceOfVeryLongTextsIsStillCompleteAndFast() {
    String before = "a\n".repeat(20_000);
    String after = "b\n".repeat(20_000);
    assertThat(Difference.between(before, after)).hasSize(40_000);
  }

  @Test
  void labelsAreReadFromOneLine() {
    assertThat(HostsResource.labels(" tier=web, site = tokyo ,")).isPresent();
    assertThat(HostsResource.labels(" tier=web, site = tokyo ,").orElseThrow())
        .containsEntry("tier", "web")
        .containsEntry("site", "tokyo")
        .hasSize(2);
    assertThat(HostsResource.labels("web")).isEmpty();
    assertThat(HostsResource.labels("=web")).isEmpty();
  }

  @Test
  void alikeNeighboursAreFoldedIntoTheNewest() {
    List<EventRow> rows =
        Scene.FIXED.decisions().stream()
            .map(stored -> EventRow.of(READER, stored, "", false))
            .toList();
    List<EventRow> folded = EventRow.folded(rows);
    assertThat(folded).hasSize(rows.size() - 2);
    assertThat(folded.get(1).times()).isEqualTo(3);
    assertThat(folded.get(1).address()).isEqualTo(rows.get(1).address());
  }

  @Test
  void theWorstTrueStatementIsTheHeadline() {
    assertThat(headline(Scene.FIXED.situation()))
        .isEqualTo(
            "Executable blocklist is not holding on legacy-batch, and 2 more controls are not");
    assertThat(headline(Scene.empty())).isEqualTo("No host is protected yet");
  }

  @Test
  void theWeakestWorkloadStandsFirstAndThoseThatHoldLast() {
    assertThat(
            Scene.FIXED.situation().protections().stream()
                .map(p -> p.workload().name())
                .filter(name -> !name.equals(Scene.HOSTILE)))
        .containsExactly("legacy-batch", "cms-preview", "catalog-search", "shop-frontend");
  }

  private static String headline(Situation situation) {
    return new OverviewPage(READER, situation, OverviewPage.Period.DAY).view().headline().html();
  }

  private static String text(Markup time) {
    return time.html().replaceAll("<[^>]*>", "");
  }

  private static String shown(List<DifferenceLine> lines) {
    return lines.stream()
        .map(
            line ->
                switch (line.kind()) {
                      case "add" -> "+";
                      case "remove" -> "-";
                      default -> " ";
                    }
                    + line.text())
        .collect(Collectors.joining("|"));
  }
}
