package dev.sekisho.runtime;

import dev.sekisho.model.Action;
import dev.sekisho.model.Event;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.util.Optional;

/** A decision on its way to the sink. */
record Report(
    Optional<Workload> workload,
    Event event,
    Verdict verdict,
    Action action,
    String mechanism,
    long revision) {}
