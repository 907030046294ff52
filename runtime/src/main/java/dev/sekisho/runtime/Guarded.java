package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.RootFileSystem;
import dev.sekisho.container.UserNames;
import dev.sekisho.model.Workload;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A container under watch: one run of it. A value; the control thread replaces it, others read what
 * they were handed.
 *
 * @param facts what the engine says
 * @param workload what policies decide about
 * @param since when the run began
 * @param held what holds
 * @param footing what it stands on
 * @param cgroup id of its cgroup, empty until its first process is known
 * @param group directory of that cgroup in the version 2 tree
 * @param pids directory that holds its {@code pids.max}
 * @param root what its root file system really is
 * @param rootDevice device of its root file system where that is a superblock of its own
 * @param otherDevices devices of its other file systems that fanotify asks about
 * @param users names of its users
 * @param ended whether its processes have ended; it is kept for events that are still to come
 */
record Guarded(
    ContainerFacts facts,
    Workload workload,
    Instant since,
    Held held,
    Footing footing,
    OptionalLong cgroup,
    Optional<Path> group,
    Optional<Path> pids,
    RootFileSystem root,
    OptionalLong rootDevice,
    List<Long> otherDevices,
    UserNames users,
    boolean ended) {
  Guarded {
    otherDevices = List.copyOf(otherDevices);
  }

  String id() {
    return facts.id();
  }

  /** Its first process, 0 if it is not known. */
  int firstProcess() {
    return facts.pid().orElse(0);
  }

  Guarded withHeld(Held changed) {
    return new Guarded(
        facts,
        workload,
        since,
        changed,
        footing,
        cgroup,
        group,
        pids,
        root,
        rootDevice,
        otherDevices,
        users,
        ended);
  }

  Guarded withFacts(ContainerFacts changed, Workload changedWorkload) {
    return new Guarded(
        changed,
        changedWorkload,
        since,
        held,
        footing,
        cgroup,
        group,
        pids,
        root,
        rootDevice,
        otherDevices,
        users,
        ended);
  }

  Guarded withDevices(OptionalLong changedRoot, List<Long> others) {
    return new Guarded(
        facts,
        workload,
        since,
        held,
        footing,
        cgroup,
        group,
        pids,
        root,
        changedRoot,
        others,
        users,
        ended);
  }

  Guarded asEnded() {
    return new Guarded(
        facts,
        workload,
        since,
        held,
        footing,
        cgroup,
        group,
        pids,
        root,
        rootDevice,
        otherDevices,
        users,
        true);
  }
}
