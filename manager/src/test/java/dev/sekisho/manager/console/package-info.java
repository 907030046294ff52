@org.jspecify.annotations.NullMarked
package dev.sekisho.manager.console;
