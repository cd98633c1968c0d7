/// Where docker itself would look for an engine: its environment variables and its contexts.
@NullMarked
package ballast.context;

import org.jspecify.annotations.NullMarked;
