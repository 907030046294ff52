package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Something that happened to the containers of a host. For one run of one container the order is
 * {@code Starting? Started Renamed* Ended}; each is told once, over reconnects too. A run that
 * ended before it could be looked at is told as {@code Started} without a pid, then {@code Ended};
 * runs of a container that restarts faster than it can be looked at are told as one.
 */
public sealed interface ContainerChange {

  /** It exists, and none of its processes has run yet. */
  record Created(ContainerFacts facts) implements ContainerChange {}

  /**
   * It is about to run: the engine has mounted its root file system ({@link
   * RootFileSystem.Overlay#merged}, in the engine's mount namespace) and connected its network; its
   * first process follows, usually some 200 ms later. The moment to guard it. A chance, not a
   * promise: with {@code --network container:…} the engine tells nothing of it, and a slow listener
   * comes too late. The facts have no pid yet.
   */
  record Starting(ContainerFacts facts) implements ContainerChange {}

  /** It runs. */
  record Started(ContainerFacts facts) implements ContainerChange {}

  /** It has another name, or its facts changed otherwise while it runs ({@code docker update}). */
  record Changed(ContainerFacts facts) implements ContainerChange {}

  /**
   * Its processes have ended.
   *
   * @param at by the engine's clock; the moment of noticing, if it ended while the engine was away
   * @param exitCode of its first process, empty if it is not known
   */
  record Ended(String id, Instant at, OptionalInt exitCode) implements ContainerChange {}

  /**
   * It cannot be read: the engine's answer about it is nonsense, or late. It is asked for again; as
   * long as nothing else is told it is not protected.
   */
  record Unreadable(String id, Gap gap) implements ContainerChange {}

  /** It is gone from the engine. */
  record Removed(String id) implements ContainerChange {}

  /**
   * The engine does not answer. What started before goes on running; what starts now is seen when
   * the engine is back.
   */
  record EngineLost(Gap gap) implements ContainerChange {}

  /** The engine answers, and all containers that run have been told. */
  record EngineReached(EngineInfo engine) implements ContainerChange {}
}
