/// Ballast: replaces the containers of a service over a fleet of hosts without losing a request.
@NullMarked
package ballast;

import org.jspecify.annotations.NullMarked;
