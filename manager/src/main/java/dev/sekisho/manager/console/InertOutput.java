package dev.sekisho.manager.console;

import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.Expression;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Prints what a template's expressions give: our own {@link Markup} as it stands, everything else
 * through {@link Inert}. It stands above Qute's own HTML escaper, which lets control characters and
 * direction overrides through.
 */
@ApplicationScoped
class InertOutput implements ResultMapper {
  void register(@Observes EngineBuilder builder) {
    builder.addResultMapper(this);
  }

  @Override
  public int getPriority() {
    return 100;
  }

  @Override
  public boolean appliesTo(Origin origin, Object result) {
    return !(result instanceof RawString)
        && origin.getVariant().map(v -> v.getContentType().startsWith("text/html")).orElse(false);
  }

  @Override
  public String map(Object result, Expression expression) {
    return result instanceof Markup markup ? markup.html() : Inert.html(result.toString());
  }
}
