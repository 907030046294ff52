package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Elixir's {@code mix.lock}: {@code "a": {:hex, :a, "1.0.0", …}}. */
public final class ElixirAnalyzer implements Analyzer {
  @Override
  public String id() {
    return "mix-lock";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of("mix.lock");
  }

  @Override
  public boolean reads(String path) {
    return Declared.isRead(path);
  }

  @Override
  public boolean declares(String path) {
    return true;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    Pattern hex = Pattern.compile("\\{:hex, :\"?([A-Za-z0-9_@]{1,100})\"?, \"([^\"]{1,100})\"");
    Lines lines = new Lines(file.bytes(), (int) file.sizeBytes());
    while (lines.next()) {
      String text = lines.text();
      if (text.length() > 100_000 || !text.contains(":hex")) {
        continue;
      }
      Matcher matcher = hex.matcher(text);
      if (matcher.find()) {
        facts.component(
            id(),
            Purl.of("hex", "", matcher.group(1), matcher.group(2)),
            Scope.RUNTIME,
            lines.number());
      } else {
        facts.gap("line " + lines.number() + ": expected {:hex, :name, \"version\"");
      }
    }
  }
}
