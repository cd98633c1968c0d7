/// Events, forecasts and looks at the fleet -> text and JSON. What is drawn is pure; who writes is
/// one small class each.
@NullMarked
package ballast.view;

import org.jspecify.annotations.NullMarked;
