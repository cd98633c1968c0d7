/// The only seam between deciding and the world: what a rollout needs of engines, balancers and
/// time.
@NullMarked
package ballast.port;

import org.jspecify.annotations.NullMarked;
