package dev.sekisho.scan.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.container.image.Limits;
import dev.sekisho.model.Finding;
import dev.sekisho.scan.ScanOptions;
import dev.sekisho.scan.Scanner;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product's rules against their examples, and files of users. */
class SecretRulesTest {
  @TempDir private Path directory;

  private static List<Finding.Secret> find(SecretRules rules, String path, String text) {
    return SecretInspector.text(rules, path, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private record Example(String rule, String path, String text, boolean found) {}

  private static List<Example> examples() throws IOException {
    List<Example> all = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (InputStream in = SecretRulesTest.class.getResourceAsStream("/secret/examples.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isEmpty()) {
          JsonNode node = json.readTree(line);
          StringBuilder text = new StringBuilder();
          node.get("pieces").forEach(piece -> text.append(piece.asText()));
          all.add(
              new Example(
                  node.get("rule").asText(),
                  node.get("path").asText(),
                  text.toString(),
                  node.get("found").asBoolean()));
        }
      }
    }
    return all;
  }

  @Test
  void eachRuleFindsItsExamplesAndNotWhatOnlyLooksAlike() throws IOException {
    SecretRules rules = SecretRules.own();
    CompiledRules compiled = new CompiledRules(rules);
    Map<String, int[]> seen = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Example example : examples()) {
      List<String> ids = ids(compiled, example.path(), "k\n" + example.text() + "\n");
      seen.computeIfAbsent(example.rule(), rule -> new int[2])[example.found() ? 0 : 1]++;
      if (ids.contains(example.rule()) != example.found()) {
        wrong.add(example + " found " + ids);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rules.size()).isGreaterThanOrEqualTo(150);
    for (SecretRule rule : rules.rules()) {
      assertThat(seen.get(rule.id())).as(rule.id()).isNotNull().doesNotContain(0);
    }
  }

  private static List<String> ids(CompiledRules rules, String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new SecretFinder(rules)
        .find(path, bytes, bytes.length, true, rule -> {}).stream()
            .map(match -> match.rule().id())
            .toList();
  }

  @Test
  void allButAFewBeginWithAWord() {
    CompiledRules rules = new CompiledRules(SecretRules.own());
    List<String> everywhere = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.rule(i).anchor.isEmpty()) {
        everywhere.add(rules.rule(i).rule.id());
      }
    }
    // Those of one kind of file, whose name says it.
    assertThat(everywhere)
        .containsExactlyInAnyOrder(
            "kubeconfig-token", "pgpass-password", "htpasswd-hash", "shadow-hash");
  }

  @Test
  void eachHasATitleInJapanese() throws IOException {
    Properties titles = new Properties();
    try (InputStream in =
        SecretRulesTest.class.getResourceAsStream(
            "/dev/sekisho/scan/report/secrets_ja.properties")) {
      titles.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
    }
    TreeSet<String> ids = new TreeSet<>();
    SecretRules.own().rules().forEach(rule -> ids.add(rule.id()));
    assertThat(new TreeSet<>(titles.stringPropertyNames())).isEqualTo(ids);
  }

  /** Made of two parts, so that this file holds no token. */
  private static String token() {
    return "ghp" + "_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2";
  }

  @Test
  void whatIsShownHasNothingOfTheSecret() {
    String other = "hunter2hunter2";
    List<Finding.Secret> found =
        find(
            SecretRules.own(),
            "app/.env",
            "# one\nADMIN=%s GITHUB_TOKEN=\"%s\" # %s\n".formatted(other, token(), other));
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().redacted()).isEqualTo("GITHUB_TOKEN=\"ghp_****");
    assertThat(found.getFirst().location().line()).hasValue(2);
  }

  @Test
  void aSecretThatPrecedesAnotherIsNotItsName() {
    List<Finding.Secret> found =
        find(SecretRules.own(), "x", token() + ":" + token().replace('0', '9') + "\n");
    assertThat(found).hasSize(2).allSatisfy(f -> assertThat(f.redacted()).isEqualTo("ghp_****"));
  }

  @Test
  void filesOfUsersAreFollowedAsGitleaksDoes() throws IOException {
    Path base = directory.resolve("base.toml");
    Files.writeString(
        base,
        """
        [[rules]]
        id = "gone"
        regex = '''gone-[0-9]{4}'''
        [[rules]]
        id = "kept"
        description = "Kept"
        regex = '''(?i)[\\w.-]{0,50}?(?:acme)(?:[ \\t\\w.-]{0,20})[\\s'"]{0,3}(?:=|:)[\\s'"]{0,3}([a-z0-9]{8})'''
        keywords = ["ACME"]
        """);
    Path file = directory.resolve("rules.toml");
    Files.writeString(
        file,
        """
        title = "x"
        [extend]
        path = "base.toml"
        disabledRules = ["gone"]

        [[rules]] # a comment
        id = "own"
        description = "One \\"own\\" \\u65e5"
        regex = "own-(?P<the_secret>[[:alnum:]]{4})-([0-9]+)$"
        secretGroup = 2
        keywords = ["own-"]
        entropy = 1.0
          [[rules.allowlists]]
          condition = "AND"
          paths = ['''test/''']
          regexes = [ '''9$''' ]
          [rules.allowlist]
          regexTarget = "line"
          regexes = ['allowed']

        [[rules]]
        id = "by-path"
        path = '''\\.p12$'''

        [[allowlists]]
        targetRules = ["kept"]
        stopwords = ["00000000"]
        """);
    SecretRules rules = SecretRules.read(file);
    assertThat(rules.rules()).extracting(SecretRule::id).containsExactly("kept", "own", "by-path");
    assertThat(rules.rules().get(1).title()).isEqualTo("One \"own\" 日");
    CompiledRules compiled = new CompiledRules(rules);
    assertThat(ids(compiled, "a", "gone-1234 own-abcd-1234")).containsExactly("own");
    assertThat(ids(compiled, "a", "own-abcd-1111")).as("entropy").isEmpty();
    assertThat(ids(compiled, "a", "own-abcd-1234\nx")).as("$ is the end of the text").isEmpty();
    assertThat(ids(compiled, "test/a", "own-abcd-1239")).isEmpty();
    assertThat(ids(compiled, "a", "own-abcd-1239")).containsExactly("own");
    assertThat(ids(compiled, "a", "allowed own-abcd-1239")).isEmpty();
    assertThat(ids(compiled, "a", "my_acme_key: 'a1b2c3d4'")).containsExactly("kept");
    assertThat(ids(compiled, "a", "my_acme_key: '00000000'")).isEmpty();
    assertThat(ids(compiled, "keys/x.p12", "anything")).containsExactly("by-path");
  }

  @Test
  void anAnchoredSearchFindsWhatASearchEverywhereFinds() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Example example : examples()) {
      if (example.path().equals("app/file.txt")) {
        all.append("k ").append(example.text()).append("\n\n");
      }
    }
    CompiledRules anchored = new CompiledRules(SecretRules.own());
    String text = all.toString();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    TreeSet<String> found = new TreeSet<>();
    for (SecretFinder.Match match :
        new SecretFinder(anchored).find("app/file.txt", bytes, bytes.length, true, rule -> {})) {
      found.add(match.rule().id() + " " + match.from());
    }
    TreeSet<String> expected = new TreeSet<>();
    for (SecretRule rule : SecretRules.own().rules()) {
      var matcher = GoExpression.compile(rule.expression()).matcher(text);
      while (rule.path().isEmpty() && matcher.find()) {
        int group = matcher.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0;
        if (SecretFinder.entropy(bytes, matcher.start(group), matcher.end(group)) > rule.entropy()
            && SecretRules.own().allowed().stream()
                .noneMatch(list -> list.allows("", matcher.group(group), "", ""))) {
          expected.add(rule.id() + " " + matcher.start(group));
        }
      }
    }
    assertThat(expected).hasSizeGreaterThan(400);
    assertThat(found).containsAll(expected);
  }

  @Test
  void wrongFilesAreRefusedWithTheirLine() throws IOException {
    refused("[[rules]]\nregex = 'a'\n", "line 1: the rule has no id");
    refused("[[rules]]\nid = 'a'\n", "line 1: rule a has neither regex nor path");
    refused("[[rules]]\nid = 'a'\nregex = '(ab'\n", "line 3: the expression (ab cannot be used");
    refused(
        "[[rules]]\nid = 'a'\nregex = '(?U)a+'\n", "line 3: the expression (?U)a+ uses the flag U");
    refused("[[rules]]\nid = 'a'\nregex = 'abc'\nentropy = 'x'\n", "line 4: entropy is x");
    refused("[[rules]]\nid = \"a\nregex = 'abc'\n", "expected the end of a string");
    refused("[extend]\npath = 'rules.toml'\n", "extends files more than 8 deep");
  }

  private void refused(String text, String why) throws IOException {
    Path file = directory.resolve("rules.toml");
    Files.writeString(file, text);
    assertThatThrownBy(() -> SecretRules.read(file))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anExpressionThatDoesNotEndIsGivenUpAndToldOf() throws IOException {
    Path file = directory.resolve("rules.toml");
    Files.writeString(file, "[[rules]]\nid = 'bad'\nregex = 'aaa(a+)+b'\n");
    List<String> astray = new ArrayList<>();
    byte[] bytes = "a".repeat(5_000).getBytes(StandardCharsets.ISO_8859_1);
    new SecretFinder(new CompiledRules(SecretRules.read(file)))
        .find("a", bytes, bytes.length, true, astray::add);
    assertThat(astray).contains("bad");
  }

  /** RE2, which gitleaks uses, refuses an expression that repeats something more often. */
  @Test
  void noExpressionCountsAboveAThousand() {
    java.util.regex.Pattern count = java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");
    for (SecretRule rule : SecretRules.own().rules()) {
      var matcher = count.matcher(rule.expression());
      while (matcher.find()) {
        String most =
            matcher.group(2) == null || matcher.group(2).isEmpty() ? "0" : matcher.group(2);
        assertThat(Math.max(Integer.parseInt(matcher.group(1)), Integer.parseInt(most)))
            .as(rule.id())
            .isLessThanOrEqualTo(1000);
      }
    }
  }

  @Test
  void aLineThatSaysItIsMeantIsLeftAlone() {
    for (String marker : List.of("sekisho:allow", "gitleaks:allow")) {
      String text = "a=" + token() + " # " + marker + "\nb=" + token().replace('a', 'z') + "\n";
      assertThat(find(SecretRules.own(), "x", text))
          .singleElement()
          .satisfies(found -> assertThat(found.location().line()).hasValue(2));
    }
  }

  @Test
  void aLargeFileIsSearchedInPartsAsASmallOneIsAtOnce() throws IOException {
    // Secrets lie around the edges of the parts of 4 MB that a file of more than 16 MB is read in.
    byte[] bytes = new byte[17 << 20];
    Arrays.fill(bytes, (byte) ' ');
    List<Integer> lines = new ArrayList<>();
    for (int part = 1; part <= 4; part++) {
      int at = part * (4 << 20) - 10 * part;
      bytes[at - 1] = '\n';
      byte[] secret = token().replace('0', (char) ('0' + part)).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(secret, 0, bytes, at, secret.length);
      lines.add(part + 1);
    }
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.write(root.resolve("large"), bytes);
    ScanOptions options =
        ScanOptions.installed()
            .withInspectors(List.of(SecretInspector.factory(SecretRules.own(), false)));
    assertThat(
            new Scanner(options)
                .directory(root, Limits.DEFAULT).inventory().findings().stream()
                    .map(Finding.Secret.class::cast)
                    .map(found -> found.location().line().orElseThrow()))
        .isEqualTo(lines);
  }
}
