/**
 * The attack-detection core of the application agents. It answers one question: did an input of
 * this request change the structure of what a sink is about to do?
 *
 * <p>No dependencies and the Java 8 API level, so that any JVM can carry it; no regular
 * expressions, Unicode tables or iteration orders of the JDK, so that it gives the same verdicts
 * when compiled for another runtime or ported by hand. Offsets and lengths are UTF-16 code units
 * everywhere.
 */
package dev.sekisho.detect;
