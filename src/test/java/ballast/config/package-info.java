@NullMarked
package ballast.config;

import org.jspecify.annotations.NullMarked;
