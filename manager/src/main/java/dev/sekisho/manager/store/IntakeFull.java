package dev.sekisho.manager.store;

/** The intake takes no more at the moment; the spool keeps what it has and sends it again. */
public final class IntakeFull extends RuntimeException {
  private static final long serialVersionUID = 1;

  IntakeFull() {
    super("the intake is full");
  }
}
