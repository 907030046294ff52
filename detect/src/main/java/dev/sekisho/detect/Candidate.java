package dev.sekisho.detect;

/** A text that an application may have made out of an input. */
public final class Candidate {
  private final Input input;
  private final Form form;
  private final String text;

  Candidate(Input input, Form form, String text) {
    this.input = input;
    this.form = form;
    this.text = text;
  }

  public Input input() {
    return input;
  }

  public Form form() {
    return form;
  }

  public String text() {
    return text;
  }
}
