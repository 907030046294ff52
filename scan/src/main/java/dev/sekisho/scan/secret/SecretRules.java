package dev.sekisho.scan.secret;

import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The rules of a scan, those of the product or those of a file that the user names. */
public final class SecretRules {
  private static final String OWN = "rules.toml";
  private static final int LEVELS = 8;

  private final List<SecretRule> rules;
  private final List<AllowList> allowed;
  private final List<String> notes;
  private final String key;
  private Optional<CompiledRules> compiled = Optional.empty();

  private SecretRules(
      List<SecretRule> rules, List<AllowList> allowed, List<String> notes, String key) {
    this.rules = List.copyOf(rules);
    this.allowed = List.copyOf(allowed);
    this.notes = List.copyOf(notes);
    this.key = key;
  }

  /** The product's own. */
  public static SecretRules own() {
    try (InputStream in = SecretRules.class.getResourceAsStream(OWN)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + OWN + " is missing");
      }
      Gathered all = new Gathered();
      all.add(OWN, in.readAllBytes(), Path.of("."), 0);
      return all.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Those of a file in the form of gitleaks. {@code [extend] useDefault} adds the product's own.
   *
   * @throws MalformedException if it, or a file that it extends, is no such file
   * @throws IOException if it cannot be read
   */
  public static SecretRules read(Path file) throws IOException {
    Gathered all = new Gathered();
    all.add(file.toString(), Files.readAllBytes(file), file.toAbsolutePath(), 0);
    return all.finish();
  }

  /** A file with those that it extends. */
  private static final class Gathered {
    private final Map<String, SecretRule> rules = new LinkedHashMap<>();
    private final List<AllowList> allowed = new ArrayList<>();
    private final List<RuleFile.Targeted> targeted = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final CRC32C sum = new CRC32C();

    void add(String name, byte[] bytes, Path file, int level) throws IOException {
      if (level > LEVELS) {
        throw new MalformedException(name + ": extends files more than " + LEVELS + " deep");
      }
      RuleFile.Content content = RuleFile.read(name, bytes, name.equals(OWN));
      sum.update(bytes);
      if (content.extendsDefault()) {
        try (InputStream in = SecretRules.class.getResourceAsStream(OWN)) {
          if (in != null) {
            add(OWN, in.readAllBytes(), Path.of("."), level + 1);
          }
        }
      } else if (!content.extendsPath().isEmpty()) {
        Path base = file.resolveSibling(content.extendsPath());
        add(base.toString(), Files.readAllBytes(base), base, level + 1);
      }
      content.disabled().forEach(rules::remove);
      content.rules().forEach(rule -> rules.put(rule.id(), rule));
      allowed.addAll(content.allowed());
      targeted.addAll(content.targeted());
      notes.addAll(content.notes());
    }

    SecretRules finish() {
      List<SecretRule> all = new ArrayList<>();
      for (SecretRule rule : rules.values()) {
        List<AllowList> lists = new ArrayList<>(rule.allowed());
        for (RuleFile.Targeted one : targeted) {
          if (one.rules().contains(rule.id())) {
            lists.add(one.list());
          }
        }
        all.add(
            new SecretRule(
                rule.id(),
                rule.title(),
                rule.severity(),
                rule.expression(),
                rule.keywords(),
                rule.entropy(),
                rule.group(),
                rule.path(),
                lists,
                rule.general()));
      }
      return new SecretRules(all, allowed, notes, Long.toHexString(sum.getValue()));
    }
  }

  /**
   * Makes them ready for a search, once; whoever needs them before waits. Worth doing beside other
   * work.
   */
  public void prepare() {
    if (compiled().size() != rules.size()) {
      throw new AssertionError("each rule is compiled");
    }
  }

  synchronized CompiledRules compiled() {
    if (compiled.isEmpty()) {
      compiled = Optional.of(new CompiledRules(this));
    }
    return compiled.get();
  }

  List<SecretRule> rules() {
    return rules;
  }

  List<AllowList> allowed() {
    return allowed;
  }

  /** How many kinds of secrets they know. */
  public int size() {
    return rules.size();
  }

  /** What of the file is read and not followed, for the user. */
  public List<String> notes() {
    return notes;
  }

  /** Another one for each content of the files. */
  String key() {
    return key;
  }
}
