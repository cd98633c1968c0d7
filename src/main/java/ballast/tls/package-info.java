/// Certificates with their keys, as they are in files on this machine.
@NullMarked
package ballast.tls;

import org.jspecify.annotations.NullMarked;
