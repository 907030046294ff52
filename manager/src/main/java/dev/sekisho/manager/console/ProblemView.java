package dev.sekisho.manager.console;

/**
 * A page that says what went wrong.
 *
 * @param status HTTP status
 * @param id kind of problem, as in RFC 9457
 * @param titleKey key of its title
 * @param what what failed, and what still works
 * @param fix what to do, empty if nothing
 * @param action address of the best next step, empty if there is none
 * @param actionKey key of its label
 * @param trace names the moment in the log, empty if there is nothing in the log
 */
public record ProblemView(
    int status,
    String id,
    String titleKey,
    String what,
    String fix,
    String action,
    String actionKey,
    String trace) {}
