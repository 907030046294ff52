package dev.sekisho.runtime;

import java.io.IOException;

/**
 * Remembers what is changed on the host before it is changed, so that it can be put back even when
 * this process dies.
 */
public interface HostChanges {
  /**
   * Called before a file of the host (a cgroup's {@code pids.max}) is written.
   *
   * @param path absolute path of the file
   * @param oldText its content, without the line's end
   * @param newText what will be written
   * @throws IOException when it cannot be remembered; the change is not made then
   */
  void beforeWrite(String path, String oldText, String newText) throws IOException;

  /** The file has its old content again, or is gone; the entry may be forgotten. */
  void restored(String path) throws IOException;

  /** Remembers nothing; for trials and tests whose containers are removed afterwards. */
  HostChanges FORGETFUL =
      new HostChanges() {
        @Override
        public void beforeWrite(String path, String oldText, String newText) {}

        @Override
        public void restored(String path) {}
      };
}
