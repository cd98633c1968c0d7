/// Hooks as processes of this machine: facts in, an exit code out.
@NullMarked
package ballast.hook;

import org.jspecify.annotations.NullMarked;
