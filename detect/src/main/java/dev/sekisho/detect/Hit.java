package dev.sekisho.detect;

/** An attack that was recognised: which input, where in the sink's text, which token it changed. */
public final class Hit {
  private final Threat threat;
  private final Algorithm algorithm;
  private final @org.jspecify.annotations.Nullable Candidate candidate;
  private final int start;
  private final int end;
  private final int tokenStart;
  private final int tokenEnd;

  Hit(
      Threat threat,
      Algorithm algorithm,
      @org.jspecify.annotations.Nullable Candidate candidate,
      int start,
      int end,
      int tokenStart,
      int tokenEnd) {
    this.threat = threat;
    this.algorithm = algorithm;
    this.candidate = candidate;
    this.start = start;
    this.end = end;
    this.tokenStart = tokenStart;
    this.tokenEnd = tokenEnd;
  }

  public Threat threat() {
    return threat;
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  /** The input and its form; null where the sink's text alone shows the attack. */
  public @org.jspecify.annotations.Nullable Candidate candidate() {
    return candidate;
  }

  /** Where the guilty part of the sink's text begins. */
  public int start() {
    return start;
  }

  /** Where the guilty part of the sink's text ends. */
  public int end() {
    return end;
  }

  /** Where the first token begins that the input made or changed. */
  public int tokenStart() {
    return tokenStart;
  }

  /** Where that token ends. */
  public int tokenEnd() {
    return tokenEnd;
  }

  @Override
  public String toString() {
    return threat
        + " "
        + algorithm
        + " ["
        + start
        + ","
        + end
        + ")"
        + (candidate == null ? "" : " by " + candidate.input() + " as " + candidate.form());
  }
}
