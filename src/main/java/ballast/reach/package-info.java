/// Puts the adapters together: from a list of places to a fleet that a rollout can work with.
@NullMarked
package ballast.reach;

import org.jspecify.annotations.NullMarked;
