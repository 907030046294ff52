package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.console.SettingsView.Field;
import dev.sekisho.manager.store.Settings;
import dev.sekisho.manager.store.SettingsStore;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What can be set for the reader, and for everyone. */
@Path("/settings")
public class SettingsResource {
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Asia/Tokyo",
          "Asia/Seoul",
          "Asia/Shanghai",
          "Asia/Singapore",
          "Asia/Kolkata",
          "Australia/Sydney",
          "Europe/London",
          "Europe/Berlin",
          "America/Sao_Paulo",
          "America/New_York",
          "America/Chicago",
          "America/Los_Angeles");

  private final Pages pages;
  private final Visit visit;
  private final SettingsStore settings;

  SettingsResource(Pages pages, Visit visit, SettingsStore settings) {
    this.pages = pages;
    this.visit = visit;
    this.settings = settings;
  }

  @GET
  @Needs(Permission.READ)
  public Response show(@QueryParam("saved") @DefaultValue("false") boolean saved) {
    return page(saved, "");
  }

  @POST
  @Needs(Permission.ADMINISTER)
  public Response change(MultivaluedMap<String, String> form) {
    Reader reader = visit.reader();
    List<Field> fields = fields(settings.current());
    long[] values = new long[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      String text = form.getFirst(field.name());
      values[i] = text != null && text.matches("\\d{1,6}") ? Long.parseLong(text) : -1;
      if (values[i] < field.least() || values[i] > field.most()) {
        return page(
            false,
            reader.say(
                "settings.out-of-range", reader.say(field.key()), field.least(), field.most()));
      }
    }
    if (Duration.ofHours(values[1]).compareTo(Duration.ofMinutes(values[0])) < 0) {
      return page(false, reader.say("settings.unfit"));
    }
    settings.change(
        new Settings(
            Duration.ofMinutes(values[0]),
            Duration.ofHours(values[1]),
            Duration.ofDays(values[2]),
            Duration.ofHours(values[3]),
            Duration.ofMinutes(values[4]),
            settings.current().timeZone()),
        visit.principal().actor());
    return Visit.to("/settings?saved=true");
  }

  private Response page(boolean saved, String problem) {
    Reader reader = visit.reader();
    SettingsView view =
        new SettingsView(
            Arrays.stream(Language.values())
                .map(l -> new Choice(l.tag(), l.nativeName(), l == reader.language()))
                .toList(),
            Arrays.stream(Theme.values())
                .map(
                    t ->
                        new Choice(
                            t.tag(), reader.say("settings.theme." + t.tag()), t == reader.theme()))
                .toList(),
            zones(reader),
            reader.may("ADMINISTER"),
            fields(settings.current()),
            saved,
            problem);
    return pages.page(visit, "settings", "settings", view);
  }

  private List<Choice> zones(Reader reader) {
    String chosen = visit.chosenZone();
    List<Choice> choices = new ArrayList<>();
    choices.add(
        new Choice(
            "browser",
            reader.say("settings.zone-browser", reader.zone().getId()),
            chosen.isEmpty()));
    ZONES.forEach(zone -> choices.add(new Choice(zone, zone, zone.equals(chosen))));
    if (!chosen.isEmpty() && !ZONES.contains(chosen)) {
      choices.add(new Choice(chosen, chosen, true));
    }
    return choices;
  }

  /** In the order in which {@link #change} reads them. */
  private List<Field> fields(Settings now) {
    Reader reader = visit.reader();
    return List.of(
        new Field(
            "sessionIdle", now.sessionIdle().toMinutes(), reader.say("unit.minutes"), 1, 43_200),
        new Field(
            "sessionAbsolute", now.sessionAbsolute().toHours(), reader.say("unit.hours"), 1, 2_160),
        new Field(
            "eventRetention", now.eventRetention().toDays(), reader.say("unit.days"), 1, 3_650),
        new Field(
            "certificateLifetime",
            now.certificateLifetime().toHours(),
            reader.say("unit.hours"),
            1,
            2_160),
        new Field(
            "probeInterval",
            now.probeInterval().toMinutes(),
            reader.say("unit.minutes"),
            1,
            1_440));
  }
}
