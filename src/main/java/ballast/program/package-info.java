/// Programs of this machine that others wrote: what they are told, what they say and how long they
/// may take is bounded.
@NullMarked
package ballast.program;

import org.jspecify.annotations.NullMarked;
