/** Reports for people, for programs and for other tools; bills of materials, written and read. */
@NullMarked
package dev.sekisho.scan.report;

import org.jspecify.annotations.NullMarked;
