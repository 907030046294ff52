@org.jspecify.annotations.NullMarked
package dev.sekisho.kernel;
