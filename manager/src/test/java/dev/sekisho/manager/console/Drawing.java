package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Permission;
import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.UserTagSectionHelper;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The templates without the program around them, so that a test draws a page in milliseconds. */
final class Drawing {
  private static final Path TEMPLATES = Path.of("src/main/resources/templates");

  private final Engine engine;

  Drawing() {
    EngineBuilder builder =
        Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new InertOutput())
            .strictRendering(true);
    for (String tag : List.of("mark", "stamp", "mode", "csrf", "copy")) {
      builder.addSectionHelper(new UserTagSectionHelper.Factory(tag, "tags/" + tag));
    }
    builder.addSectionHelper(new UserTagSectionHelper.Factory("bundle", "bundle"));
    engine = builder.addLocator(Drawing::locate).build();
  }

  static dev.sekisho.manager.console.Reader reader(Language language, Theme theme) {
    return new dev.sekisho.manager.console.Reader(
        language,
        ZoneId.of("Asia/Tokyo"),
        theme,
        Scene.FIXED.now,
        "admin",
        Set.of(Permission.values()),
        "csrf-token");
  }

  static Frame frame(String here) {
    return new Frame(
        "/",
        Frame.navigation(
            here, Map.of("events", 170L, "workloads", 5L, "hosts", 2L, "policies", 2L)),
        List.of());
  }

  String draw(String template, dev.sekisho.manager.console.Reader reader, Map<String, ?> data) {
    TemplateInstance instance = engine.getTemplate("console/" + template).data("reader", reader);
    data.forEach(instance::data);
    return instance.render();
  }

  private static Optional<TemplateLocation> locate(String id) {
    String text;
    if (id.equals("bundle")) {
      text = "<link rel=\"stylesheet\" href=\"style.css\">";
    } else {
      Path file = TEMPLATES.resolve(id + ".html");
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try {
        text = Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.of(new Located(text));
  }

  private record Located(String text) implements TemplateLocation {
    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public Optional<Variant> getVariant() {
      return Optional.of(Variant.forContentType("text/html"));
    }
  }
}
