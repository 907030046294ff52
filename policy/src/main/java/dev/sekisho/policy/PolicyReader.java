package dev.sekisho.policy;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import dev.sekisho.policy.scope.Attribute;
import dev.sekisho.policy.scope.Scope;
import dev.sekisho.policy.scope.ScopeError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the documents of one text. Used once, by one thread. */
final class PolicyReader {
  static final String API_VERSION = "sekisho.dev/v1";

  static final List<String> HEADER_KEYS = List.of("apiVersion", "kind", "metadata");
  static final List<String> METADATA_KEYS = List.of("name", "description");
  static final List<String> POLICY_KEYS =
      List.of(
          "scope",
          "except",
          "enabled",
          "mode",
          "enforceAfter",
          "failMode",
          "applyChanges",
          "responses",
          "controls");
  static final List<String> EXCEPTION_KEYS =
      List.of("control", "element", "scope", "author", "reason", "expires");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
  private static final String RESPONSES =
      Arrays.stream(Response.values())
          .map(each -> each.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
  private static final Duration LONGEST_AUDIT = Duration.ofDays(3650);

  private final YamlText text;
  private final Findings findings;
  private final boolean lenient;
  private final List<Policy> policies = new ArrayList<>();
  private final List<PolicyException> exceptions = new ArrayList<>();
  private final List<UnknownControl> unknownControls = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  PolicyReader(String file, String yaml, boolean lenient) {
    this.findings = new Findings(file);
    this.text = new YamlText(yaml, findings);
    this.lenient = lenient;
  }

  Parsed read() {
    for (MappingNode document : text.documents()) {
      read(new MapReader(document, "document", findings));
    }
    return new Parsed(policies, exceptions, unknownControls, findings.inOrder());
  }

  private void read(MapReader document) {
    int before = findings.errors();
    HEADER_KEYS.forEach(document::require);
    Optional<String> version = document.word("apiVersion", List.of(API_VERSION));
    Optional<String> kind = document.text("kind");
    Optional<MapReader> metadata = document.map("metadata");
    String name = metadata.map(map -> name(map, kind.orElse(""))).orElse("");
    if (version.isEmpty() || kind.isEmpty()) {
      return;
    }
    switch (kind.get()) {
      case "Policy" -> policy(document, metadata, name, before);
      case "Exception" -> exception(document, name, before);
      default -> unknownKind(document, kind.get(), name);
    }
  }

  private String name(MapReader metadata, String kind) {
    metadata.require("name");
    boolean known = metadata.unknown(METADATA_KEYS).isEmpty();
    if (!known && !lenient) {
      metadata.refuseUnknown(METADATA_KEYS);
    }
    String name = metadata.text("name").orElse("");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      findings.error(metadata.at("name"), "bad-name", name);
    }
    if (!name.isEmpty() && !names.add(kind + " " + name)) {
      findings.error(metadata.at("name"), "duplicate-name", kind, name);
    }
    return name;
  }

  private void unknownKind(MapReader document, String kind, String name) {
    if (lenient) {
      unknownControls.add(new UnknownControl(name, "kind " + kind));
    } else {
      findings.error(document.at("kind"), "unknown-word", "kind", kind, "Policy, Exception");
    }
  }

  private void policy(MapReader document, Optional<MapReader> metadata, String name, int before) {
    List<String> known = Stream.concat(HEADER_KEYS.stream(), POLICY_KEYS.stream()).toList();
    boolean understood = understood(document, known, name, "");
    document.require("controls");
    Mode mode = mode(document).orElse(Mode.AUDIT);
    Optional<Duration> enforceAfter = enforceAfter(document, mode);
    Policy policy =
        new Policy(
            name,
            metadata.flatMap(map -> map.text("description")).orElse(""),
            scope(document, "scope"),
            scope(document, "except"),
            document.truth("enabled").orElse(true),
            mode,
            enforceAfter,
            document.word("failMode", List.of("open", "closed")).orElse("open").equals("closed")
                ? FailMode.CLOSED
                : FailMode.OPEN,
            document.word("applyChanges", List.of("live", "atStart")).orElse("live").equals("live")
                ? ApplyChanges.LIVE
                : ApplyChanges.AT_START,
            responses(document),
            document.map("controls").map(map -> settings(map, name, understood)).orElse(List.of()));
    if (findings.errors() == before) {
      warn(policy, document);
      policies.add(policy);
    }
  }

  /** Whether every key is known; else they are errors, or noted after a lenient parse. */
  private boolean understood(MapReader map, List<String> known, String policy, String prefix) {
    List<String> unknown = map.unknown(known);
    if (lenient) {
      unknown.forEach(key -> unknownControls.add(new UnknownControl(policy, prefix + key)));
    } else {
      map.refuseUnknown(known);
    }
    return unknown.isEmpty();
  }

  private List<Policy.Setting> settings(MapReader controls, String policy, boolean understood) {
    List<Policy.Setting> settings = new ArrayList<>();
    if (controls.keys().isEmpty()) {
      findings.error(controls.node(), "no-controls", String.join(", ", ControlReader.NAMES));
    }
    for (String control : controls.keys()) {
      if (ControlReader.NAMES.contains(control)) {
        controls
            .map(control)
            .flatMap(map -> setting(control, map, policy, understood))
            .ifPresent(settings::add);
      } else if (lenient) {
        unknownControls.add(new UnknownControl(policy, control));
      } else {
        ControlReader.refuse(control, controls);
      }
    }
    return settings;
  }

  private Optional<Policy.Setting> setting(
      String control, MapReader map, String policy, boolean understood) {
    List<String> known =
        Stream.concat(ControlReader.keys(control).stream(), Stream.of("mode")).toList();
    boolean all = understood(map, known, policy, control + ".");
    Optional<Mode> mode = mode(map);
    return ControlReader.read(control, map)
        .map(configuration -> new Policy.Setting(configuration, mode, understood && all));
  }

  private static Optional<Mode> mode(MapReader map) {
    return map.word("mode", List.of("audit", "enforce"))
        .map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private Optional<Duration> enforceAfter(MapReader document, Mode mode) {
    Optional<String> words = document.text("enforceAfter");
    Optional<Duration> duration = words.flatMap(Durations::parse);
    boolean sensible =
        duration.isPresent()
            && duration.get().isPositive()
            && duration.get().compareTo(LONGEST_AUDIT) <= 0;
    if (words.isPresent() && !sensible) {
      findings.error(document.at("enforceAfter"), "bad-duration", "enforceAfter", words.get());
      return Optional.empty();
    }
    if (words.isPresent() && mode == Mode.ENFORCE) {
      findings.warning(document.key("enforceAfter"), "enforce-after-useless");
    }
    return duration;
  }

  private Set<Response> responses(MapReader document) {
    Set<Response> responses = EnumSet.noneOf(Response.class);
    Optional<List<ScalarNode>> words = document.texts("responses");
    if (words.isPresent() && words.get().isEmpty()) {
      findings.error(document.at("responses"), "empty-list", "responses");
    }
    for (ScalarNode word : words.orElse(List.of())) {
      Optional<Response> response =
          Arrays.stream(Response.values())
              .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word.getValue()))
              .findFirst();
      response.ifPresent(responses::add);
      if (response.isEmpty()) {
        findings.error(word, "unknown-word", "responses", word.getValue(), RESPONSES);
      }
    }
    return responses;
  }

  private Optional<Scope> scope(MapReader document, String key) {
    return document
        .text(key)
        .flatMap(
            condition ->
                switch (Scope.compile(condition)) {
                  case Scope.Compiled.Good good -> Optional.of(good.scope());
                  case Scope.Compiled.Bad bad -> refused(document, key, condition, bad.error());
                });
  }

  private Optional<Scope> refused(
      MapReader document, String key, String condition, ScopeError error) {
    if (lenient) {
      unknownControls.add(new UnknownControl("", key + ": " + condition));
      return Optional.of(Scope.notUnderstood(condition));
    }
    String[] values = error.values().toArray(String[]::new);
    String id = error.id();
    boolean hinted = id.equals("scope-unknown-attribute") || id.equals("scope-unknown-function");
    if (hinted && values[1].isEmpty()) {
      id = id + "-far";
    }
    findings.error(text.place((ScalarNode) document.at(key), error.offset()), id, values);
    return Optional.empty();
  }

  private void warn(Policy policy, MapReader document) {
    policy.except().stream()
        .flatMap(except -> except.attributes().stream())
        .filter(Attribute::chosenByAuthor)
        .forEach(each -> findings.warning(document.at("except"), "except-by-author", each.text()));
    boolean enforces =
        policy.mode() == Mode.ENFORCE
            || policy.enforceAfter().isPresent()
            || policy.controls().stream()
                .anyMatch(setting -> setting.mode().equals(Optional.of(Mode.ENFORCE)));
    boolean comesLate =
        policy.scope().stream()
            .flatMap(scope -> scope.attributes().stream())
            .anyMatch(attribute -> attribute.family() == Attribute.Family.KUBERNETES);
    if (enforces && comesLate && policy.failMode() == FailMode.OPEN) {
      findings.warning(document.at("scope"), "enforce-open-unknown", "kubernetes");
    }
  }

  private void exception(MapReader document, String name, int before) {
    List<String> known = Stream.concat(HEADER_KEYS.stream(), EXCEPTION_KEYS.stream()).toList();
    // An exception weakens: a key that is not understood might narrow it, so it is left out.
    boolean understood = understood(document, known, name, "exception.");
    List.of("control", "author", "reason", "expires").forEach(document::require);
    Optional<String> control = document.text("control");
    if (control.isPresent() && !ControlReader.NAMES.contains(control.get())) {
      understood = false;
      unknownControlOfException(document, name, control.get());
    }
    Optional<PathPattern> element = element(document, control.orElse(""));
    Optional<Scope> scope = scope(document, "scope");
    String author = notEmpty(document, "author");
    String reason = notEmpty(document, "reason");
    Optional<Instant> expires = expires(document);
    if (findings.errors() == before && understood && expires.isPresent()) {
      exceptions.add(
          new PolicyException(
              name, control.orElse(""), element, scope, author, reason, expires.get()));
    }
  }

  private void unknownControlOfException(MapReader document, String name, String control) {
    if (lenient) {
      unknownControls.add(new UnknownControl(name, control));
    } else {
      findings.error(
          document.at("control"),
          "unknown-control",
          control,
          String.join(", ", ControlReader.NAMES));
    }
  }

  private Optional<PathPattern> element(MapReader document, String control) {
    Optional<String> element = document.text("element");
    if (element.isEmpty()) {
      return Optional.empty();
    }
    boolean counts =
        List.of(ForkGuard.NAME, Forensics.NAME, LimitNewPrivileges.NAME).contains(control);
    if (counts) {
      findings.error(document.key("element"), "element-without-files", control);
      return Optional.empty();
    }
    if (element.get().isEmpty() || element.get().length() > PathPattern.MAXIMUM_LENGTH) {
      findings.error(
          document.at("element"),
          "bad-pattern",
          "element",
          String.valueOf(PathPattern.MAXIMUM_LENGTH));
      return Optional.empty();
    }
    return Optional.of(new PathPattern(element.get()));
  }

  private String notEmpty(MapReader document, String key) {
    Optional<String> value = document.text(key);
    if (value.isPresent() && value.get().isBlank()) {
      findings.error(document.at(key), "empty-text", key);
    }
    return value.orElse("");
  }

  private Optional<Instant> expires(MapReader document) {
    Optional<String> value = document.text("expires");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          value.get().indexOf('T') < 0
              ? LocalDate.parse(value.get()).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(value.get()).toInstant());
    } catch (DateTimeException bad) {
      findings.error(document.at("expires"), "bad-instant", "expires", value.get());
      return Optional.empty();
    }
  }
}
