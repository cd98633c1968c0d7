/// Load balancers in front of the hosts, other than HAProxy: Google Cloud's, and whatever commands
/// of the user's own can tell. Calls and answers are values; one class each does I/O.
@NullMarked
package ballast.edge;

import org.jspecify.annotations.NullMarked;
