package dev.sekisho.container;

import dev.sekisho.model.Problem;
import java.nio.file.Path;
import java.time.Duration;

/** Why a container engine did not do what it was asked. */
public sealed interface EngineFailure {

  /** What a person can do about it. */
  Problem problem();

  /** Nothing listens: no engine is installed, or it is not running. */
  record Absent(Path socket, String why) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-socket-absent",
          "cannot reach a container engine at " + socket + ": " + why,
          "start it: systemctl start docker; or install it: sekisho up --install-engine");
    }
  }

  /** The socket is there and this user may not use it. */
  record Denied(Path socket) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-socket-denied",
          "cannot open " + socket + ": Permission denied",
          "run as root, or: usermod -aG docker " + System.getProperty("user.name", "USER"));
    }
  }

  /**
   * The engine understood and said no.
   *
   * @param status the HTTP status, 400 to 599
   * @param message the engine's own words, control characters replaced
   */
  record Refused(String request, int status, String message) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-refused",
          "the engine refused " + request + " with status " + status + ": " + message,
          "see the engine's log: journalctl -u docker");
    }
  }

  /** The answer is not HTTP, not JSON, not of the documented shape, or beyond a bound. */
  record Nonsense(String request, String what) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-nonsense",
          "the engine's answer to " + request + " cannot be used: " + what,
          "check that the socket belongs to a Docker engine: docker version");
    }
  }

  /** The engine took the request and did not go on in time. */
  record Stalled(String request, Duration after) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-stalled",
          "the engine did not go on with " + request + " for " + after.toMillis() + " ms",
          "see the engine's log: journalctl -u docker; restart it: systemctl restart docker");
    }
  }

  /** The connection ended in the middle: the engine stops or restarts. */
  record Lost(String request, String why) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-connection-lost",
          "the connection to the engine ended during " + request + ": " + why,
          "nothing, if the engine restarts; else see its log: journalctl -u docker");
    }
  }

  /** The engine speaks no version of its API that we speak. */
  record Version(String minimum, String maximum) implements EngineFailure {
    @Override
    public Problem problem() {
      return new Problem(
          "docker-version",
          "the engine speaks versions "
              + minimum
              + " to "
              + maximum
              + " of its API, Sekisho "
              + ApiVersion.OLDEST
              + " to "
              + ApiVersion.NEWEST,
          "use an engine from Docker 19.03 on, or a newer Sekisho");
    }
  }
}
