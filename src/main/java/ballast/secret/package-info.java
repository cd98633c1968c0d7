/// What is secret and is read on the controller's machine: the service's secrets, and the
/// credentials for its registry as Docker keeps them.
@NullMarked
package ballast.secret;

import org.jspecify.annotations.NullMarked;
