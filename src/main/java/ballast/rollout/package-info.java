/// The loop: observe, plan, run what the budget allows; whenever a lane ends, look at its host and
/// plan again.
@NullMarked
package ballast.rollout;

import org.jspecify.annotations.NullMarked;
