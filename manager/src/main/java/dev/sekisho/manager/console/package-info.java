/** The console: pages for people, made by the server. */
@org.jspecify.annotations.NullMarked
package dev.sekisho.manager.console;
