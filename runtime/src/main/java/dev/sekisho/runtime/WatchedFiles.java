package dev.sekisho.runtime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which containers the fanotify loop judges for; replaced whole.
 *
 * @param version another one means that nothing that was remembered of files holds any more
 * @param own containers by the devices that are theirs alone
 * @param shared devices that containers share with the host or each other: there the asking
 *     process's cgroup tells the container
 * @param byId containers by id
 * @param kernelJudges whether BPF judges executions too, so that what is certain need not be asked
 *     about twice
 */
record WatchedFiles(
    long version,
    LongTable<Guarded> own,
    Set<Long> shared,
    Map<String, Guarded> byId,
    boolean kernelJudges) {

  static WatchedFiles of(long version, List<Guarded> containers, boolean kernelJudges) {
    Map<Long, Guarded> own = new HashMap<>();
    Set<Long> shared = new HashSet<>();
    Map<String, Guarded> byId = new HashMap<>();
    for (Guarded guarded : containers) {
      byId.put(guarded.id(), guarded);
      guarded.rootDevice().ifPresent(device -> own.put(device, guarded));
    }
    for (Guarded guarded : containers) {
      for (Long device : guarded.otherDevices()) {
        Guarded other = own.putIfAbsent(device, guarded);
        if (other != null && !other.id().equals(guarded.id())) shared.add(device);
      }
    }
    return new WatchedFiles(
        version, LongTable.of(own), Set.copyOf(shared), Map.copyOf(byId), kernelJudges);
  }

  /** Whose file it is, judged by a process; empty if it is not a container's affair. */
  Optional<Guarded> owner(long device, int pid) {
    if (!shared.contains(device)) return own.value(device);
    return ProcessTable.read(pid)
        .map(ProcessTable.Entry::container)
        .flatMap(id -> Optional.ofNullable(byId.get(id)));
  }

  /** A device in {@code st_dev}'s encoding, as fstat(2) gives it. */
  static long statDevice(long device) {
    long major = device >>> 20;
    long minor = device & 0xfffff;
    return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
  }
}
