/// One class a command: what it does, in order.
@NullMarked
package ballast.command;

import org.jspecify.annotations.NullMarked;
