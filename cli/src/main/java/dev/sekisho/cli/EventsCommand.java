package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sekisho events}: what was seen and stopped; with {@code --follow} as it happens. */
@Command(name = "events")
final class EventsCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final EventText words;

  @Option(names = {"-f", "--follow"})
  private boolean follow;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "NUMBER")
  private int limit = 50;

  @Option(names = "--workload", paramLabel = "NAME")
  private String workload = "";

  @Option(names = "--host", paramLabel = "NAME")
  private String host = "";

  @Option(names = "--policy", paramLabel = "NAME")
  private String policy = "";

  @Option(names = "--control", paramLabel = "NAME")
  private String control = "";

  @Option(names = "--action", paramLabel = "ACTION")
  private String action = "";

  @Option(names = "--mode", paramLabel = "audit|enforce")
  private String mode = "";

  @Option(names = "--since", paramLabel = "TIME")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME")
  private String until = "";

  @Option(
      names = {"-q", "--query"},
      paramLabel = "TEXT")
  private String query = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json")
  private Output output = Output.TEXT;

  /** How events are printed: one line each, for people or for programs. */
  enum Output {
    TEXT,
    JSON
  }

  EventsCommand(Terminal terminal, Map<String, String> environment, EventText words) {
    this.terminal = terminal;
    this.environment = environment;
    this.words = words;
  }

  @Override
  public Integer call() {
    ManagerClient manager = new ManagerClient(Context.load(environment));
    if (follow) {
      follow(manager);
    } else {
      printPages(manager);
    }
    return Exit.CLEAN.code;
  }

  private Map<String, String> filter() {
    Map<String, String> filter = new HashMap<>();
    filter.put("workload", workload);
    filter.put("host", host);
    filter.put("policy", policy);
    filter.put("control", control);
    filter.put("action", action.toUpperCase(Locale.ROOT).replace('-', '_'));
    filter.put("mode", mode.toUpperCase(Locale.ROOT));
    filter.put("since", Times.instant(since));
    filter.put("until", Times.instant(until));
    filter.put("q", query);
    return filter;
  }

  /** The newest events, oldest of them first: the newest stands above the prompt. */
  private void printPages(ManagerClient manager) {
    Map<String, String> filter = filter();
    Deque<JsonNode> newestFirst = new ArrayDeque<>();
    String cursor = "";
    while (newestFirst.size() < limit) {
      filter.put("limit", Integer.toString(Math.min(limit - newestFirst.size(), 500)));
      filter.put("cursor", cursor);
      JsonNode page = manager.fetch("events", filter);
      page.path("items").forEach(newestFirst::add);
      cursor = page.path("next").asText("");
      if (cursor.isEmpty() || cursor.equals("null") || page.path("items").isEmpty()) {
        break;
      }
    }
    if (newestFirst.isEmpty() && output == Output.TEXT) {
      terminal.tell("events.none");
    }
    newestFirst.descendingIterator().forEachRemaining(this::print);
  }

  private void follow(ManagerClient manager) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                manager.stream("events/stream", filter()), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          print(Json.read(line.substring("data:".length()).strip(), JsonNode.class));
          terminal.out().flush();
        }
      }
    } catch (MalformedException e) {
      throw Exit.ENVIRONMENT.because("manager-newer", Cause.of(e));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("stream-broken", Cause.of(e));
    }
    throw Exit.ENVIRONMENT.because("stream-broken", "");
  }

  private void print(JsonNode event) {
    switch (output) {
      case TEXT -> terminal.out().println(words.line(event));
      case JSON -> terminal.out().println(event);
    }
  }
}
