package dev.sekisho.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of the arguments of a program before they are stored or shown. What is taken
 * out reads {@link #MARK}.
 *
 * <p>It knows the shapes in which secrets stand on command lines: options that name a secret
 * ({@code --password=x}, {@code --token x}), assignments ({@code DB_PASSWORD=x}, {@code -e
 * API_KEY=x}), one-letter options of known clients ({@code mysql -px}, {@code curl -u user:x}),
 * URLs with a password, HTTP authorization headers, PEM keys, and tokens that are known by their
 * form (AWS, GitHub, GitLab, Slack, Google, Stripe, JSON Web Tokens, Sekisho's own). Arguments that
 * hold commands ({@code sh -c '…'}) are searched too. It cannot know a secret that looks like a
 * word.
 */
public final class Redaction {
  /** Stands where a secret was. */
  public static final String MARK = "[redacted]";

  private static final String SECRET_WORD =
      "(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key"
          + "|secret[-_.]?key|credentials?|auth(?:orization)?|session[-_.]?key|client[-_.]?secret"
          + "|connection[-_.]?string)";

  /** {@code --db-password=x}, {@code -Dpassword=x}, {@code DB_PASSWORD=x}, {@code token: x}. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:^|[\\s'\";&|?,{-])[-\\w.]{0,64}?"
              + SECRET_WORD
              + "[-\\w.]{0,24}[\"']?\\s?[=:]\\s?)(\"[^\"]*\"|'[^']*'|[^\\s'\";&|,}]+)");

  /** {@code --password x} inside one argument that holds a command. */
  private static final Pattern NAMED_OPTION_AND_VALUE =
      Pattern.compile(
          "(?i)((?:^|\\s)--?[-\\w.]{0,64}?"
              + SECRET_WORD
              + "\\s+)(\"[^\"]*\"|'[^']*'|[^\\s'\"-]\\S*)");

  /** An argument that announces that the next one is a secret. */
  private static final Pattern NAMED_OPTION =
      Pattern.compile("(?i)^--?[-\\w.]{0,64}?" + SECRET_WORD + "$");

  private static final Pattern URL_PASSWORD =
      Pattern.compile("(\\b[a-zA-Z][a-zA-Z0-9+.-]{0,31}://[^\\s/:@]{0,255}):([^\\s/@]{1,1024})@");

  private static final Pattern HEADER =
      Pattern.compile("(?i)(\\b(?:bearer|basic|digest|negotiate)\\s+)[A-Za-z0-9+/=._~-]{6,}");

  private static final Pattern KNOWN_TOKEN =
      Pattern.compile(
          "\\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}"
              + "|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}"
              + "|glpat-[A-Za-z0-9_-]{16,255}"
              + "|xox[abeoprs]-[A-Za-z0-9-]{10,255}"
              + "|AIza[A-Za-z0-9_-]{35}"
              + "|[srp]k_(?:live|test)_[A-Za-z0-9]{16,255}"
              + "|npm_[A-Za-z0-9]{30,255}"
              + "|hvs\\.[A-Za-z0-9_-]{20,255}"
              + "|skt1\\.[A-Za-z0-9_-]{8,255}(?:\\.[0-9a-f]{64})?"
              + "|eyJ[A-Za-z0-9_-]{8,2048}\\.[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{0,2048})");

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]+-----|$)");

  /** Programs whose {@code -pSECRET} is a password, with or without a space. */
  private static final Set<String> PASSWORD_BY_P =
      Set.of(
          "mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "mysqlimport", "sshpass");

  /** Programs whose {@code -u user:SECRET} is a password. */
  private static final Set<String> PASSWORD_BY_U = Set.of("curl", "http", "https", "wget");

  /** Programs whose {@code -a SECRET} is a password. */
  private static final Set<String> PASSWORD_BY_A = Set.of("redis-cli", "valkey-cli");

  private Redaction() {}

  /**
   * The arguments with their secrets taken out; as many as were given, in the same order.
   *
   * @param arguments {@code argv}, the program's name first
   */
  public static List<String> arguments(List<String> arguments) {
    List<String> result = new ArrayList<>(arguments.size());
    String program = arguments.isEmpty() ? "" : name(arguments.getFirst());
    boolean wholeNext = false;
    boolean userNext = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (wholeNext && !argument.startsWith("--")) {
        result.add(MARK);
      } else if (userNext) {
        result.add(userAndPassword(argument));
      } else {
        result.add(i == 0 ? text(argument) : one(program, argument));
      }
      wholeNext = i > 0 && announcesSecret(program, argument);
      userNext = i > 0 && PASSWORD_BY_U.contains(program) && announcesUser(argument);
      // busybox wget …, sudo mysql …, env A=b curl …: the client is a later word.
      if (!argument.startsWith("-") && isClient(name(argument))) program = name(argument);
    }
    return List.copyOf(result);
  }

  /** A text, such as a command line in one piece, with its secrets taken out. */
  public static String text(String text) {
    String result = PEM.matcher(text).replaceAll(Matcher.quoteReplacement(MARK));
    result = KNOWN_TOKEN.matcher(result).replaceAll(Matcher.quoteReplacement(MARK));
    result = URL_PASSWORD.matcher(result).replaceAll("$1:" + Matcher.quoteReplacement(MARK) + "@");
    result = HEADER.matcher(result).replaceAll("$1" + Matcher.quoteReplacement(MARK));
    result =
        NAMED
            .matcher(result)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group(1) + (keepsScheme(found.group(2)) ? found.group(2) : MARK)));
    return NAMED_OPTION_AND_VALUE
        .matcher(result)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + (found.group(2).startsWith("[") ? found.group(2) : MARK)));
  }

  /** "Authorization: Bearer [redacted]" was treated already; its scheme may stay readable. */
  private static boolean keepsScheme(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return lower.equals("bearer")
        || lower.equals("basic")
        || lower.equals("digest")
        || lower.equals("negotiate")
        || value.equals(MARK);
  }

  private static String one(String program, String argument) {
    if (PASSWORD_BY_P.contains(program)
        && argument.startsWith("-p")
        && !argument.startsWith("--")
        && argument.length() > 2) {
      return "-p" + MARK;
    }
    if (PASSWORD_BY_U.contains(program)
        && argument.startsWith("-u")
        && argument.length() > 2
        && argument.indexOf(':') > 0) {
      return "-u" + userAndPassword(argument.substring(2));
    }
    if (PASSWORD_BY_A.contains(program) && argument.startsWith("-a") && argument.length() > 2) {
      return "-a" + MARK;
    }
    return text(argument);
  }

  private static boolean announcesSecret(String program, String argument) {
    return NAMED_OPTION.matcher(argument).matches()
        || (argument.equals("-p") && program.equals("sshpass"))
        || (argument.equals("-a") && PASSWORD_BY_A.contains(program));
  }

  private static boolean announcesUser(String argument) {
    return argument.equals("-u")
        || argument.equals("-U")
        || argument.equals("--user")
        || argument.equals("--proxy-user");
  }

  private static String userAndPassword(String value) {
    int colon = value.indexOf(':');
    return colon < 0 ? text(value) : value.substring(0, colon + 1) + MARK;
  }

  private static boolean isClient(String name) {
    return PASSWORD_BY_P.contains(name)
        || PASSWORD_BY_U.contains(name)
        || PASSWORD_BY_A.contains(name);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
