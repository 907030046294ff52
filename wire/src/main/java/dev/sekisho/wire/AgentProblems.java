package dev.sekisho.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Problem;
import dev.sekisho.policy.Messages;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Puts what goes wrong between enforcer and manager into words that say what to do. */
final class AgentProblems {
  private static final int MAXIMUM_TEXT = 500;
  private static final Pattern PROBLEM_ID = Pattern.compile("[a-z0-9-]{1,60}");

  private final URI manager;
  private final Messages messages;

  AgentProblems(URI manager, Messages messages) {
    this.manager = manager;
    this.messages = messages;
  }

  /** The connection failed. */
  Problem of(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TrustedAuthority.OtherAuthorityException other) {
        return problem("authority-mismatch", String.valueOf(other.getMessage()));
      }
    }
    if (failure instanceof SSLException) {
      String text = String.valueOf(failure.getMessage());
      String lower = text.toLowerCase(Locale.ROOT);
      // What a TLS server says of a client's certificate arrives as an alert (RFC 8446, 6.2).
      if (lower.contains("received fatal alert")) return problem("certificate-refused", text);
      return problem("manager-not-trusted", text);
    }
    boolean nobodyThere =
        failure instanceof ConnectException
            || failure instanceof HttpTimeoutException
            || failure.getCause() instanceof UnresolvedAddressException;
    return problem(
        nobodyThere ? "manager-unreachable" : "manager-connection-lost", described(failure));
  }

  /** The connection failed, and this host's certificate has ended: that is why, or will be next. */
  Problem expired(IOException failure) {
    return problem("certificate-expired", described(failure));
  }

  private static String described(IOException failure) {
    String text = failure.getMessage();
    return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
  }

  /**
   * The manager answered with an error; where it is a problem document (RFC 9457), in its words.
   *
   * @param body untrusted
   */
  Problem of(int status, byte[] body) {
    try {
      JsonNode document = Json.mapper().readTree(body);
      String type = document.path("type").asText("");
      String id = type.substring(type.lastIndexOf('#') + 1);
      String detail = document.path("detail").asText(document.path("title").asText(""));
      if (PROBLEM_ID.matcher(id).matches() && !detail.isBlank()) {
        String fix = document.path("fix").asText("");
        return new Problem(
            id,
            bounded(detail),
            fix.isBlank() ? messages.text("problem.manager-refused.fix") : bounded(fix));
      }
    } catch (JsonProcessingException e) {
      return problem("manager-refused", "HTTP " + status);
    } catch (IOException e) {
      throw new AssertionError("memory is always readable", e);
    }
    return problem("manager-refused", "HTTP " + status);
  }

  /** The manager answered something that is no answer. */
  Problem nonsense(MalformedException e) {
    return problem("manager-answers-nonsense", String.valueOf(e.getMessage()));
  }

  private Problem problem(String id, String detail) {
    String address = manager.toString();
    return new Problem(
        id,
        messages.text("problem." + id + ".what", address, bounded(detail)),
        messages.text("problem." + id + ".fix", address, bounded(detail)));
  }

  private static String bounded(String text) {
    String inert = text.replaceAll("\\p{Cntrl}", " ");
    return inert.length() <= MAXIMUM_TEXT ? inert : inert.substring(0, MAXIMUM_TEXT) + "…";
  }
}
