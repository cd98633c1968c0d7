/// The user's own OpenSSH, and the sockets it brings here.
@NullMarked
package ballast.ssh;

import org.jspecify.annotations.NullMarked;
