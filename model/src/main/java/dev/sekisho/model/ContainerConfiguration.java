package dev.sekisho.model;

import java.util.List;
import java.util.Set;

/**
 * What a container is started with, as policies judge it: the user's wishes with the engine's
 * defaults filled in, and paths of the host as they really are.
 *
 * @param moment when it was looked at
 * @param privileged whether it has all capabilities and devices
 * @param addedCapabilities beyond the engine's default set, in upper case without {@code CAP_};
 *     {@code ALL} for all
 * @param namespaces which namespaces it does not have of its own
 * @param user whom its first process runs as
 * @param lowPorts its ports of 1024 and below, as {@code 80/tcp} for one that it listens on and
 *     {@code 443:8443/tcp} for one of the host that leads to it
 * @param seccomp filter of system calls
 * @param appArmor AppArmor profile
 * @param seLinux SELinux label; {@code UNCONFINED} where labels are switched off
 * @param systemPathsShown whether the kernel's paths in /proc and /sys that engines hide are shown
 * @param noNewPrivileges whether setuid programs and file capabilities give nothing
 * @param mounts what of the host is inside
 * @param runtime name of its OCI runtime, as the engine calls it
 * @param image where its image is from
 * @param changes what differs from the image's own parameters: {@code entrypoint command user
 *     workingDirectory environment.NAME volumes.PATH}
 * @param changesKnown whether they could be compared
 */
public record ContainerConfiguration(
    Moment moment,
    boolean privileged,
    Set<String> addedCapabilities,
    Namespaces namespaces,
    User user,
    List<String> lowPorts,
    Profile seccomp,
    Profile appArmor,
    Profile seLinux,
    boolean systemPathsShown,
    boolean noNewPrivileges,
    List<Mount> mounts,
    String runtime,
    Source image,
    List<String> changes,
    boolean changesKnown) {
  public ContainerConfiguration {
    addedCapabilities = Set.copyOf(addedCapabilities);
    lowPorts = List.copyOf(lowPorts);
    mounts = List.copyOf(mounts);
    changes = List.copyOf(changes);
  }

  /** When it was looked at. */
  public enum Moment {
    /** It exists and has not run yet. */
    CREATED,
    /** Its first process waits for the answer. */
    STARTING,
    /** It runs already. */
    RUNNING
  }

  /** Which of the host's namespaces it is in. */
  public record Namespaces(
      boolean hostNetwork, boolean hostPid, boolean hostIpc, boolean hostUts, boolean hostUser) {}

  /**
   * Whom its first process runs as.
   *
   * @param name as configured; empty for the image's default of root
   * @param root whether that is user 0
   * @param hostAccount name of the person's account on the host that has the same number and is not
   *     mapped away, empty if there is none
   */
  public record User(String name, Root root, String hostAccount) {
    /** Whether it is user 0. */
    public enum Root {
      YES,
      NO,
      /** The name is in no list of users that could be read. */
      UNKNOWN
    }
  }

  /**
   * A security profile.
   *
   * @param name as the user wrote it; empty for the default
   * @param digest of a seccomp profile's JSON without white space, {@code sha256:…}; empty where
   *     there is no content to know
   */
  public record Profile(State state, String name, String digest) {
    /** The engine's own. */
    public static final Profile DEFAULT = new Profile(State.DEFAULT, "", "");

    /** What it is compared with the engine's. */
    public enum State {
      DEFAULT,
      UNCONFINED,
      CUSTOM
    }

    public static Profile unconfined() {
      return new Profile(State.UNCONFINED, "unconfined", "");
    }
  }

  /**
   * Something of the host inside the container.
   *
   * @param kind what it is
   * @param source as configured: a path, or the engine's directory of a volume
   * @param destination path inside the container
   * @param writable whether the container may write to it
   * @param places every path of the host under which its content is known: as written, with
   *     symbolic links resolved, through other mounts of the same file system. Empty where it is
   *     nothing of the host's
   */
  public record Mount(
      Kind kind, String source, String destination, boolean writable, List<String> places) {
    public Mount {
      places = List.copyOf(places);
    }

    /** What is mounted. */
    public enum Kind {
      HOST_PATH,
      VOLUME,
      DEVICE,
      OTHER
    }
  }

  /**
   * Where an image is from.
   *
   * @param reference as the user wrote it
   * @param digest of its configuration, empty if not known
   * @param repositories where registries are known to have it, {@code registry/repository}; empty
   *     if it was never pulled or pushed
   * @param known whether the engine could be asked
   */
  public record Source(String reference, String digest, List<String> repositories, boolean known) {
    public Source {
      repositories = List.copyOf(repositories);
    }
  }
}
