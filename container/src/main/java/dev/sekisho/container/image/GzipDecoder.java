package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip: several members too, as pigz and eStargz write them. The checksums of members are
 * not compared, because the DiffID covers what comes out. For one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipDecoder extends InputStream {
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int TRAILER_BYTES = 8;

  private final CompressedBytes in;
  private final Inflater inflater = new Inflater(true);
  private boolean ended;

  GzipDecoder(CompressedBytes in) throws IOException {
    this.in = in;
    if (!header()) {
      throw new MalformedLayer("gzip-header");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int done = 0;
    try {
      while (done < length && !ended) {
        done += inflater.inflate(into, offset + done, length - done);
        if (inflater.finished()) {
          nextMember();
        } else if (inflater.needsDictionary()) {
          throw new MalformedLayer("compressed", in.count());
        } else if (done < length && inflater.needsInput()) {
          feed();
        }
      }
    } catch (DataFormatException e) {
      MalformedLayer malformed = new MalformedLayer("compressed", in.count());
      malformed.initCause(e);
      throw malformed;
    }
    in.checkRatio(done);
    return done == 0 && length > 0 ? -1 : done;
  }

  private void feed() throws IOException {
    if (!in.fill()) {
      throw new MalformedLayer("compressed-breaks-off", in.count());
    }
    inflater.setInput(in.buffer(), in.next(), in.available());
    in.take(in.available());
  }

  private void nextMember() throws IOException {
    in.giveBack(inflater.getRemaining());
    inflater.reset();
    for (int i = 0; i < TRAILER_BYTES; i++) {
      byteOfHeader();
    }
    ended = !header();
  }

  /** Reads the header of a member; false at the end, and where nothing but zeros follows. */
  private boolean header() throws IOException {
    int first = in.read();
    while (first == 0) {
      first = in.read();
    }
    if (first < 0) {
      return false;
    }
    if (first != 0x1f || byteOfHeader() != 0x8b || byteOfHeader() != 8) {
      throw new MalformedLayer("gzip-header");
    }
    int flags = byteOfHeader();
    skip(6);
    if ((flags & 4) != 0) {
      skip(byteOfHeader() | (byteOfHeader() << 8));
    }
    if ((flags & 8) != 0) {
      skipText();
    }
    if ((flags & 16) != 0) {
      skipText();
    }
    if ((flags & 2) != 0) {
      skip(2);
    }
    if (in.available() > 0) {
      inflater.setInput(in.buffer(), in.next(), in.available());
      in.take(in.available());
    }
    return true;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byteOfHeader();
    }
  }

  private void skipText() throws IOException {
    for (int i = 0; i < HEADER_BYTES; i++) {
      if (byteOfHeader() == 0) {
        return;
      }
    }
    throw new MalformedLayer("gzip-header");
  }

  private int byteOfHeader() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new MalformedLayer("compressed-breaks-off", in.count());
    }
    return next;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
