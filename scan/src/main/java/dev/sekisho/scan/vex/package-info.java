/**
 * What a vendor says of vulnerabilities in its products (VEX): OpenVEX, CycloneDX and CSAF are read
 * into one form and laid over the findings.
 */
@NullMarked
package dev.sekisho.scan.vex;

import org.jspecify.annotations.NullMarked;
