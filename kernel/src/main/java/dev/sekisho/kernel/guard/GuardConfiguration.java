package dev.sekisho.kernel.guard;

/**
 * What the kernel does about one container. Replaced whole.
 *
 * @param revision of the policies; events carry it
 * @param drift execution of what the image did not contain
 * @param blocklist whether {@code blockRules} are looked at, and at most how firmly; each rule has
 *     a mode of its own, and the weaker of the two holds
 * @param hostNamespace execution in the host's mount namespace by anything but a registered runtime
 * @param mappings executable mappings of files that the image did not contain; anonymous executable
 *     memory is reported, never stopped (JIT compilers need it)
 * @param memoryWrites writes to memory through {@code /proc/PID/mem}, process_vm_writev, ptrace
 * @param blockRules id of the rule set of the blocklist; 0 for none
 * @param allowRules id of the rule set of files that drift and mappings let pass: the mode of the
 *     matching rule is what <em>remains</em> for that file, so OFF allows and AUDIT still reports;
 *     0 for none
 * @param reportExits whether ends of processes are events
 */
public record GuardConfiguration(
    long revision,
    Setting drift,
    Setting blocklist,
    Setting hostNamespace,
    Setting mappings,
    Setting memoryWrites,
    ForkLimits forks,
    long blockRules,
    long allowRules,
    boolean reportExits) {
  /** Only reports executions. */
  public static GuardConfiguration watching(long revision) {
    return new GuardConfiguration(
        revision,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        ForkLimits.NONE,
        0,
        0,
        false);
  }
}
