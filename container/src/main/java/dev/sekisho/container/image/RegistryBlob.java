package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A blob as a registry sends it. Where the connection breaks off, the rest is asked for. Ends where
 * the manifest says that it ends: what is more or less is seen in the digest.
 */
final class RegistryBlob extends InputStream {
  private static final int RESUMPTIONS = 3;

  private final RegistryClient client;
  private final String path;
  private final String scope;
  private final long size;
  private InputStream body;
  private long position;
  private int resumptions;

  /**
   * Begins to read.
   *
   * @param size as the manifest says; 0 if it says none
   */
  RegistryBlob(RegistryClient client, String path, String scope, long size) throws IOException {
    this.client = client;
    this.path = path;
    this.scope = scope;
    this.size = size;
    this.body = client.get(path, Map.of("Accept", "*/*"), scope).body();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int wanted = size == 0 ? length : (int) Math.min(length, size - position);
    if (wanted <= 0) {
      return length == 0 ? 0 : -1;
    }
    while (true) {
      try {
        int count = body.read(into, offset, wanted);
        position += Math.max(0, count);
        return count;
      } catch (LimitReached e) {
        throw e;
      } catch (IOException e) {
        if (++resumptions > RESUMPTIONS) {
          throw Words.problem(
              e, "registry-breaks-off", path, position, String.valueOf(e.getMessage()));
        }
        resume(e);
      }
    }
  }

  private void resume(IOException broken) throws IOException {
    body.close();
    RegistryClient.Answer answer =
        client.get(path, Map.of("Accept", "*/*", "Range", "bytes=" + position + "-"), scope);
    body = answer.body();
    if (answer.status() != 206) {
      // It sends all again.
      try {
        body.skipNBytes(position);
      } catch (IOException e) {
        e.addSuppressed(broken);
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
