package dev.sekisho.wire;

import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Host;
import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Generated values, hostile texts included; the same ones for the same seed. */
final class Generated {
  private Generated() {}

  static Decision decision(Random random) {
    return new Decision(
        new Decision.Key(text(random), random.nextLong(), random.nextLong()),
        random.nextBoolean() ? Optional.empty() : Optional.of(workload(random)),
        event(random),
        random.nextBoolean() ? Verdict.NONE : verdict(random),
        one(random, Action.values()),
        text(random),
        random.nextLong());
  }

  private static Verdict verdict(Random random) {
    return new Verdict(
        random.nextBoolean() ? Mode.AUDIT : Mode.ENFORCE,
        Stream.generate(
                () ->
                    new Verdict.Reason(
                        text(random),
                        text(random),
                        one(random, Mode.values()),
                        text(random),
                        new Phrase(text(random), texts(random)),
                        List.of(new Phrase(text(random), texts(random))),
                        text(random)))
            .limit(1 + random.nextInt(3))
            .toList());
  }

  private static Workload workload(Random random) {
    Host host =
        new Host(
            text(random), text(random), text(random), "", map(random), texts(random), text(random));
    return new Workload(
        text(random),
        host,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.copyOf(new HashSet<>(texts(random))));
  }

  static Event event(Random random) {
    Instant at = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    Actor actor =
        new Actor(
            random.nextInt(),
            random.nextLong(),
            random.nextInt(),
            text(random),
            random.nextInt(),
            text(random),
            List.of(new Actor.Parent(random.nextInt(), text(random))));
    Executable file =
        new Executable(
            text(random),
            Set.copyOf(new HashSet<>(texts(random))),
            random.nextBoolean(),
            one(random, Executable.Origin.values()),
            random.nextLong(),
            random.nextLong());
    List<Supplier<Event>> kinds =
        List.of(
            () ->
                new Event.ProcessStarted(
                    at,
                    actor,
                    file,
                    texts(random),
                    random.nextBoolean(),
                    random.nextBoolean() ? Optional.empty() : Optional.of(text(random))),
            () -> new Event.ProcessEnded(at, actor),
            () -> new Event.CodeMapped(at, actor, file),
            () -> new Event.ScriptRead(at, actor, file),
            () ->
                new Event.MemoryChanged(
                    at, actor, one(random, Event.MemoryChanged.Way.values()), random.nextInt()),
            () ->
                new Event.ProcessLimitReached(
                    at,
                    actor,
                    one(random, Event.ProcessLimitReached.Limit.values()),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextInt()),
            () -> new Event.WorkloadLeft(at, actor, text(random)),
            () -> new Event.ContainerStarting(at, configuration(random)),
            () ->
                new Event.ExecRequested(
                    at,
                    random.nextBoolean(),
                    Set.copyOf(new HashSet<>(texts(random))),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    texts(random)),
            () ->
                new Event.ImageExamined(
                    at,
                    new ImageFact(
                        one(random, ImageFact.Kind.values()),
                        text(random),
                        text(random),
                        random.nextBoolean()
                            ? Optional.empty()
                            : Optional.of(one(random, Severity.values())),
                        text(random),
                        random.nextInt(),
                        random.nextDouble(),
                        random.nextBoolean(),
                        texts(random))),
            () -> new Event.Notice(at, text(random), one(random, Severity.values()), map(random)));
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  private static ContainerConfiguration configuration(Random random) {
    return new ContainerConfiguration(
        one(random, ContainerConfiguration.Moment.values()),
        random.nextBoolean(),
        Set.copyOf(new HashSet<>(texts(random))),
        new ContainerConfiguration.Namespaces(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean()),
        new ContainerConfiguration.User(
            text(random), one(random, ContainerConfiguration.User.Root.values()), text(random)),
        texts(random),
        profile(random),
        profile(random),
        profile(random),
        random.nextBoolean(),
        random.nextBoolean(),
        List.of(
            new ContainerConfiguration.Mount(
                one(random, ContainerConfiguration.Mount.Kind.values()),
                text(random),
                text(random),
                random.nextBoolean(),
                texts(random))),
        text(random),
        new ContainerConfiguration.Source(
            text(random), text(random), texts(random), random.nextBoolean()),
        texts(random),
        random.nextBoolean());
  }

  private static ContainerConfiguration.Profile profile(Random random) {
    return new ContainerConfiguration.Profile(
        one(random, ContainerConfiguration.Profile.State.values()), text(random), text(random));
  }

  private static Map<String, String> map(Random random) {
    Map<String, String> map = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(text(random), text(random));
    }
    return map;
  }

  private static List<String> texts(Random random) {
    return Stream.generate(() -> text(random)).limit(random.nextInt(4)).toList();
  }

  static String text(Random random) {
    return random
        .ints(random.nextInt(12), 0, 0x110000)
        .map(point -> random.nextInt(3) == 0 ? point : point % 128)
        .filter(point -> point < 0xD800 || point > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static <E> E one(Random random, E[] values) {
    return values[random.nextInt(values.length)];
  }
}
