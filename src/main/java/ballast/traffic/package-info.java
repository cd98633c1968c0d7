/// The client that never retries: sends requests at their scheduled times and tells which were
/// lost, and how.
///
/// Read [Traffic] first, then `Exchange` for one request and `Verdict` for what counts as which
/// loss.
@NullMarked
package ballast.traffic;

import org.jspecify.annotations.NullMarked;
