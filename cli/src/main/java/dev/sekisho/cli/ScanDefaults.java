package dev.sekisho.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the options of scans are where the command line does not say: {@code SEKISHO_SEVERITY} for
 * {@code --severity}, and behind it {@code severity: [HIGH, CRITICAL]} in {@code .sekisho.yaml} or
 * the file that {@code SEKISHO_CONFIG} names.
 */
final class ScanDefaults implements IDefaultValueProvider {
  private static final String FILE = ".sekisho.yaml";
  private static final int LARGEST = 1 << 20;

  private final Map<String, String> environment;
  private final Map<String, String> file;

  private ScanDefaults(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * Gives a command its defaults.
   *
   * @throws Exit.Failure if the file of defaults cannot be used
   */
  static void dress(CommandLine command, Map<String, String> environment) {
    Optional<Path> path = path(environment);
    Map<String, String> values = path.isPresent() ? read(path.get(), names(command)) : Map.of();
    command.setDefaultValueProvider(new ScanDefaults(environment, values));
  }

  private static Optional<Path> path(Map<String, String> environment) {
    String named = environment.getOrDefault("SEKISHO_CONFIG", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    Path here = Path.of(FILE);
    return Files.exists(here) ? Optional.of(here) : Optional.empty();
  }

  /** The names of the options of a command and of all below it. */
  private static Set<String> names(CommandLine command) {
    Set<String> names = new TreeSet<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.add(name(option));
    }
    command.getSubcommands().values().forEach(each -> names.addAll(names(each)));
    // One file serves all kinds of scans, and a command knows only those of what was asked for.
    for (OptionSpec option : new CommandLine(new Every()).getCommandSpec().options()) {
      names.add(name(option));
    }
    return names;
  }

  /** Has the options of all kinds of scans. */
  @CommandLine.Command
  @SuppressWarnings("UnusedVariable") // picocli reads them.
  private static final class Every {
    @CommandLine.Mixin private final ScanFlags flags = new ScanFlags();
    @CommandLine.Mixin private final ImageFlags image = new ImageFlags();
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  private static Map<String, String> read(Path path, Set<String> known) {
    Object document;
    try {
      if (Files.size(path) > LARGEST) {
        throw Exit.INPUT.because("scan-defaults", path, "larger than 1 MB");
      }
      LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
      document = new Load(settings).loadFromString(Files.readString(path));
    } catch (IOException e) {
      throw Exit.INPUT.because("scan-defaults", path, Cause.of(e));
    } catch (YamlEngineException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw Exit.INPUT.because("scan-defaults", path, why);
    }
    Map<String, String> values = new HashMap<>();
    if (document instanceof Map<?, ?> map) {
      map.forEach((key, value) -> values.put(String.valueOf(key), text(value)));
    } else if (document != null) {
      throw Exit.INPUT.because("scan-defaults", path, "not a map of options");
    }
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw Exit.INPUT.because("scan-defaults-key", path, key, String.join(", ", known));
      }
    }
    return values;
  }

  private static String text(@Nullable Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
      return null;
    }
    String name = name(option);
    String variable = "SEKISHO_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    String value = environment.get(variable);
    return value == null || value.isEmpty() ? file.get(name) : value;
  }
}
