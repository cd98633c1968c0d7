@NullMarked
package ballast.inventory;

import org.jspecify.annotations.NullMarked;
