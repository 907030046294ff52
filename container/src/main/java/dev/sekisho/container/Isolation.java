package dev.sekisho.container;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a container is kept apart from its host, as its configuration asks; what the kernel holds may
 * differ.
 *
 * @param privileged all capabilities and devices
 * @param addedCapabilities in upper case without {@code CAP_}, or {@code ALL}
 * @param droppedCapabilities in upper case without {@code CAP_}, or {@code ALL}
 * @param securityOptions as the user wrote them, such as {@code no-new-privileges} or {@code
 *     seccomp=unconfined}
 * @param networkMode {@code default}, {@code host}, {@code none}, {@code container:ID} or a
 *     network's name
 * @param pidMode empty for a namespace of its own, {@code host} or {@code container:ID}
 * @param ipcMode {@code private}, {@code host}, {@code shareable}, {@code none}, {@code
 *     container:ID}
 * @param utsMode empty for a namespace of its own, or {@code host}
 * @param userMode empty for the engine's setting, or {@code host}
 * @param cgroupMode {@code private}, {@code host} or empty
 * @param cgroupParent the parent cgroup that was asked for, empty for the engine's own
 * @param devices host paths of devices handed in
 * @param readOnlyRoot whether its root file system is read-only
 * @param init whether the engine injects its docker-init as pid 1
 * @param processLimit {@code pids.max} as configured, empty for none
 */
public record Isolation(
    boolean privileged,
    Set<String> addedCapabilities,
    Set<String> droppedCapabilities,
    List<String> securityOptions,
    String networkMode,
    String pidMode,
    String ipcMode,
    String utsMode,
    String userMode,
    String cgroupMode,
    String cgroupParent,
    List<String> devices,
    boolean readOnlyRoot,
    boolean init,
    OptionalLong processLimit) {
  public Isolation {
    addedCapabilities = Set.copyOf(addedCapabilities);
    droppedCapabilities = Set.copyOf(droppedCapabilities);
    securityOptions = List.copyOf(securityOptions);
    devices = List.copyOf(devices);
  }
}
