/// Desired + observed -> lanes. Pure: no clock, no I/O, no randomness, no log.
@NullMarked
package ballast.plan;

import org.jspecify.annotations.NullMarked;
