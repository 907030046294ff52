package dev.sekisho.enforcer;

import dev.sekisho.model.Gap;
import dev.sekisho.model.Problem;
import dev.sekisho.runtime.Pulse;
import dev.sekisho.runtime.RuntimePlane;
import dev.sekisho.runtime.WorkloadState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What holds the policies on this host, as the program sees it. */
interface Plane {
  List<WorkloadState> workloads();

  Map<String, Long> lost();

  List<Gap> gaps();

  List<Problem> problems();

  void policiesChanged();

  List<String> tampering() throws IOException;

  /** The memory shared with the watchdog; empty where nothing waits for answers. */
  Optional<Pulse> pulse();

  /** Stops and leaves the pinned programs. */
  void leave();

  /** Stops and takes all away. */
  void remove() throws IOException;

  static Plane of(RuntimePlane plane) {
    return new Plane() {
      @Override
      public List<WorkloadState> workloads() {
        return plane.workloads();
      }

      @Override
      public Map<String, Long> lost() {
        return plane.lost();
      }

      @Override
      public List<Gap> gaps() {
        return plane.gaps();
      }

      @Override
      public List<Problem> problems() {
        return plane.problems();
      }

      @Override
      public void policiesChanged() {
        plane.policiesChanged();
      }

      @Override
      public List<String> tampering() throws IOException {
        return plane.tampering();
      }

      @Override
      public Optional<Pulse> pulse() {
        return Optional.of(plane.pulse());
      }

      @Override
      public void leave() {
        plane.close();
      }

      @Override
      public void remove() throws IOException {
        plane.remove();
      }
    };
  }
}
