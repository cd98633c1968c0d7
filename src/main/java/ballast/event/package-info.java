/// What happened, told once. Screens, journal and receipt are made of nothing else.
@NullMarked
package ballast.event;

import org.jspecify.annotations.NullMarked;
