/// Arguments -> one command as a value. What the command does is elsewhere.
@NullMarked
package ballast.cli;

import org.jspecify.annotations.NullMarked;
