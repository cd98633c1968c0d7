@NullMarked
package ballast.template;

import org.jspecify.annotations.NullMarked;
