package dev.sekisho.manager.console;

import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;

/** Turns views into answers. */
@ApplicationScoped
public class Pages {
  private static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";

  private final Engine engine;

  Pages(Engine engine) {
    this.engine = engine;
  }

  /** A page with the frame around it. */
  Response page(Visit visit, String here, String template, Object view) {
    return page(visit, here, template, Map.of("view", view));
  }

  Response page(Visit visit, String here, String template, Map<String, ?> data) {
    TemplateInstance instance = instance(visit.reader(), template, data);
    instance.data("frame", visit.frame(here));
    return html(200, instance);
  }

  /** A page without a frame: before login, and where something went wrong. */
  Response bare(Reader reader, int status, String template, Object view) {
    return html(status, instance(reader, template, Map.of("view", view)));
  }

  /** A part of a page. */
  Response part(Reader reader, String template, Map<String, ?> data) {
    return html(200, instance(reader, template, data));
  }

  private TemplateInstance instance(Reader reader, String template, Map<String, ?> data) {
    Template found = Objects.requireNonNull(engine.getTemplate("console/" + template), template);
    TemplateInstance instance = found.data("reader", reader);
    data.forEach(instance::data);
    return instance;
  }

  private static Response html(int status, TemplateInstance instance) {
    return Response.status(status).type(HTML).entity(instance.render()).build();
  }
}
