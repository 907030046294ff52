package dev.sekisho.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a Docker engine says of itself.
 *
 * @param id its own id, stable over restarts
 * @param version of the engine, such as 20.10.24
 * @param api the version of its API that is spoken with it
 * @param rootDirectory where it keeps images and containers, such as /var/lib/docker
 * @param storageDriver such as overlay2
 * @param cgroupDriver {@code cgroupfs} or {@code systemd}
 * @param cgroupVersion {@code 1} or {@code 2}
 * @param runtimes names of the OCI runtimes it knows
 * @param defaultRuntime name of the one it uses
 * @param initBinary name or path of what {@code --init} injects
 * @param securityOptions such as {@code name=seccomp,profile=default}, {@code name=userns}
 */
public record EngineInfo(
    String id,
    String version,
    ApiVersion api,
    Path rootDirectory,
    String storageDriver,
    String cgroupDriver,
    String cgroupVersion,
    Set<String> runtimes,
    String defaultRuntime,
    String initBinary,
    List<String> securityOptions) {
  public EngineInfo {
    runtimes = Set.copyOf(runtimes);
    securityOptions = List.copyOf(securityOptions);
  }
}
