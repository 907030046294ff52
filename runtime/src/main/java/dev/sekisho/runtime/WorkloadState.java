package dev.sekisho.runtime;

import dev.sekisho.model.Assurance;
import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.List;

/**
 * What the plane knows of one running workload.
 *
 * @param workload its attributes
 * @param since when it started
 * @param policies names of the policies that apply to it
 * @param assurances each control of this version and how surely it holds here
 * @param processes what runs in it, at most {@link #PROCESSES_SHOWN}, oldest first
 * @param processesLeftOut how many more there are
 */
public record WorkloadState(
    Workload workload,
    Instant since,
    List<String> policies,
    List<Assurance> assurances,
    List<RunningProcess> processes,
    int processesLeftOut) {
  /** How many processes are listed for one workload. */
  public static final int PROCESSES_SHOWN = 500;

  public WorkloadState {
    policies = List.copyOf(policies);
    assurances = List.copyOf(assurances);
    processes = List.copyOf(processes);
  }
}
