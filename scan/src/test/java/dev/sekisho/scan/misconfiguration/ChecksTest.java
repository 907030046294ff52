package dev.sekisho.scan.misconfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.container.image.ImageConfiguration;
import dev.sekisho.model.Finding;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.FileContent;
import dev.sekisho.scan.report.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChecksTest {
  private static final Path DOCUMENT =
      Path.of("../docs/misconfiguration.md").toAbsolutePath().normalize();

  record Case(String check, boolean fails, String name, String content) {
    @Override
    public String toString() {
      return check + (fails ? " fails" : " passes");
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    String check = "";
    String name = "";
    boolean fails = false;
    StringBuilder content = new StringBuilder();
    try (InputStream in = ChecksTest.class.getResourceAsStream("cases.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : (text + "=== end").split("\n", -1)) {
        if (line.startsWith("=== ") || line.startsWith("--- ")) {
          if (!name.isEmpty()) {
            cases.add(new Case(check, fails, name, content.toString()));
            name = "";
          }
          content.setLength(0);
          if (line.startsWith("=== ")) {
            check = line.substring(4);
          } else {
            fails = line.startsWith("--- fail ");
            name = line.substring(9);
          }
        } else {
          content.append(line).append('\n');
        }
      }
    }
    return cases.stream();
  }

  private static Map<String, Check<?>> checks() {
    Map<String, Check<?>> all = new TreeMap<>();
    List<List<? extends Check<?>>> groups =
        List.of(
            ImageChecks.ALL,
            FileChecks.ALL,
            DockerfileChecks.ALL,
            ContainerChecks.ALL,
            KubernetesChecks.ALL,
            CloudChecks.ALL);
    for (List<? extends Check<?>> group : groups) {
      for (Check<?> check : group) {
        assertThat(all.put(check.id(), check)).as(check.id()).isNull();
      }
    }
    return all;
  }

  private static FileContent file(String path, int mode, byte[] bytes) {
    return new FileContent() {
      @Override
      public String path() {
        return path;
      }

      @Override
      public long sizeBytes() {
        return bytes.length;
      }

      @Override
      public int mode() {
        return mode;
      }

      @Override
      public byte[] bytes() {
        return bytes;
      }
    };
  }

  private static List<Finding.Misconfiguration> inspect(
      ContentInspector inspector, String path, int mode, String content) throws IOException {
    List<Finding.Misconfiguration> found = new ArrayList<>();
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    if (inspector.wants(path, bytes.length, mode)) {
      inspector.inspect(
          file(path, mode, bytes), finding -> found.add((Finding.Misconfiguration) finding));
    }
    return found;
  }

  private static List<Finding.Misconfiguration> files(String name, String content)
      throws IOException {
    return inspect(ConfigurationFiles.factory().open(), name, 0644, content);
  }

  private static List<String> strings(Value value) {
    return value.each().stream().map(Value::text).toList();
  }

  private static Map<String, String> pairs(Value value) {
    Map<String, String> pairs = new LinkedHashMap<>();
    value.fields().forEach((key, each) -> pairs.put(key, each.text()));
    return pairs;
  }

  private static List<Finding> image(String content) throws IOException {
    Value it = YamlDocuments.read(content).getFirst();
    ImageChecks.Checked checked =
        ImageChecks.of(
            it.at("name").text(),
            new ImageConfiguration(
                it.at("user").text(),
                pairs(it.at("environment")),
                pairs(it.at("labels")),
                strings(it.at("entrypoint")),
                strings(it.at("command")),
                "",
                strings(it.at("ports")),
                strings(it.at("volumes")),
                strings(it.at("healthcheck")),
                List.of(),
                strings(it.at("onBuild")),
                it.at("stopSignal").text(),
                "",
                "",
                strings(it.at("history")).stream()
                    .map(line -> new ImageConfiguration.History("", line, "", "", false))
                    .toList()));
    assertThat(checked.gaps()).isEmpty();
    return checked.findings();
  }

  private static List<? extends Finding> findings(Case it) throws IOException {
    if (it.name().equals("image")) {
      return image(it.content());
    }
    if (it.name().startsWith("file ")) {
      String[] words = it.name().split(" ", -1);
      int mode = Integer.parseInt(words[2], 8);
      return inspect(FileChecks.factory().open(), words[1], mode, it.content());
    }
    return files(it.name(), it.content());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachFailsOnItsBadInputAndPassesOnItsGoodOne(Case it) throws IOException {
    List<String> ids;
    try {
      ids = findings(it).stream().map(Finding::id).toList();
    } catch (MalformedException e) {
      throw new AssertionError(it + ": " + e.why(), e);
    }
    if (it.fails()) {
      assertThat(ids).contains(it.check());
    } else {
      assertThat(ids).doesNotContain(it.check());
    }
  }

  @Test
  void eachCheckHasBothInputsAndWordsInBothLanguages() throws IOException {
    Set<String> failing = new TreeSet<>();
    Set<String> passing = new TreeSet<>();
    cases().forEach(it -> (it.fails() ? failing : passing).add(it.check()));
    assertThat(failing).isEqualTo(checks().keySet()).hasSizeGreaterThan(160);
    assertThat(passing).isEqualTo(checks().keySet());
    Words english = new Words(Locale.ENGLISH);
    Words japanese = new Words(Locale.JAPANESE);
    for (Check<?> check : checks().values()) {
      Finding finding =
          new Finding.Misconfiguration(
              check.id(),
              java.util.Optional.of(check.severity()),
              dev.sekisho.model.Location.of("x"),
              Map.of("seen", "it"),
              check.references());
      assertThat(english.title(finding)).isNotEqualTo(check.id()).isNotEmpty();
      assertThat(english.advice(finding)).isNotEqualTo(check.id()).endsWith(".");
      assertThat(japanese.title(finding)).isNotEqualTo(english.title(finding)).isNotEmpty();
      assertThat(japanese.advice(finding)).isNotEqualTo(english.advice(finding)).endsWith("。");
    }
  }

  @Test
  void theDocumentListsAllOfThem() throws IOException {
    StringBuilder table =
        new StringBuilder("| check | severity | what | references |\n|---|---|---|---|\n");
    Words words = new Words(Locale.ENGLISH);
    for (Check<?> check : checks().values()) {
      Finding finding =
          new Finding.Misconfiguration(
              check.id(),
              java.util.Optional.of(check.severity()),
              dev.sekisho.model.Location.of(""),
              Map.of(),
              List.of());
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  check.id(),
                  check.severity().name().toLowerCase(Locale.ROOT),
                  words.title(finding),
                  String.join(", ", check.references())));
    }
    String document = Files.readString(DOCUMENT);
    String before = document.substring(0, document.indexOf("| check |"));
    if (Boolean.getBoolean("sekisho.docs.write")) {
      Files.writeString(DOCUMENT, before + table);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(before + table);
  }

  @Test
  void linesAndIgnoresAreThoseOfTheFile() throws IOException {
    String text =
        """
        services:
          web:
            image: a:1
            privileged: true # sekisho:ignore container.privileged it drives hardware
            # sekisho:ignore container.root-user
            user: root
            pid: host
        """;
    assertThat(files("compose.yaml", text))
        .noneMatch(it -> it.id().equals("container.privileged"))
        .noneMatch(it -> it.id().equals("container.root-user"))
        .filteredOn(it -> it.id().equals("container.host-processes"))
        .singleElement()
        .satisfies(it -> assertThat(it.location().line()).hasValue(7));
    String dockerfile =
        "FROM a:1\n\nRUN a && \\\n  # why\n  b\nRUN <<EOF\nchmod 777 /x\nEOF\nEXPOSE 22\n";
    assertThat(files("build/Dockerfile.dev", dockerfile))
        .filteredOn(it -> it.id().equals("dockerfile.ssh-port"))
        .singleElement()
        .satisfies(it -> assertThat(it.location().line()).hasValue(9));
    String terraform =
        """
        resource "aws_ecs_task_definition" "a" {
          container_definitions = <<EOF
        [
          {"name": "a", "image": "a:1",
           "privileged": true}
        ]
        EOF
        }
        """;
    assertThat(files("main.tf", terraform))
        .filteredOn(it -> it.id().equals("container.privileged"))
        .singleElement()
        .satisfies(it -> assertThat(it.location().line()).hasValue(5));
  }

  @Test
  void whatIsNotKnownIsAGapAndNeverAPass() {
    assertThatThrownBy(
            () -> files("compose.yaml", "services: {a: {image: 'a:1', privileged: '${P}'}}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("container.privileged (line 1)");
    assertThatThrownBy(
            () ->
                files(
                    "main.tf",
                    "resource \"aws_ecr_repository\" \"a\" {\n  force_delete = var.x ? true : false\n}\n"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("ecr.deletes-images (line 2)");
    assertThatThrownBy(() -> files("t/web.yaml", "apiVersion: v1\nkind: {{ .Values.kind }}\n"))
        .hasMessageContaining("is a template");
    assertThatThrownBy(() -> files("web.yaml", "apiVersion: v1\nkind: Pod\n  a: [\n"))
        .hasMessageContaining("line ");
    assertThatThrownBy(() -> files("main.tf", "resource \"a\" {\n  b = [\n"))
        .hasMessageContaining("line ");
    assertThatThrownBy(() -> files("Dockerfile", "# nothing\n")).hasMessageContaining("no FROM");
  }

  @Test
  void aliasesThatStandForBillionsEnd() {
    StringBuilder text = new StringBuilder("apiVersion: v1\nkind: Pod\na0: &a0 [x]\n");
    for (int i = 1; i < 30; i++) {
      text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(20)));
    }
    assertThatThrownBy(() -> files("bomb.yaml", text.toString()))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> files("deep.yaml", "apiVersion: v1\nkind: " + "[".repeat(100_000)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> files("deep.tf", "a = " + "[".repeat(100_000)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void commandsThatTakeLongToCompareEndAsAGap() {
    String run = "curl ".repeat(20_000);
    assertThatThrownBy(() -> files("Dockerfile", "FROM a:1\nRUN " + run + "\n"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("take too long");
  }

  /** Whatever stands in a file, it is findings or a gap: nothing else is thrown, and it ends. */
  @Test
  void changedFilesAreFindingsOrGaps() throws IOException {
    Random random = new Random(7);
    List<Case> all =
        cases().filter(it -> it.name().contains(".") || it.name().equals("Dockerfile")).toList();
    for (int round = 0; round < 20_000; round++) {
      Case it = all.get(random.nextInt(all.size()));
      if (it.name().startsWith("file ")) {
        continue;
      }
      StringBuilder text = new StringBuilder(it.content());
      for (int change = 0; change < 3 && !text.isEmpty(); change++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, "{}[]\"'$:<\n\\*&!#-".charAt(random.nextInt(16)));
          default -> text.setLength(at);
        }
      }
      try {
        assertThat(files(it.name(), text.toString())).isNotNull();
      } catch (MalformedException e) {
        assertThat(e.why()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError(it.name() + "\n" + text, e);
      }
    }
  }
}
