/// Speaks HAProxy's Runtime API: commands and replies are values, parsers are pure, one class does
/// I/O.
///
/// Facts are those of HAProxy 2.6 to 3.4 (`doc/management.txt` section 9, "Unix Socket commands");
/// where a version differs, the place that copes with it says so.
@NullMarked
package ballast.haproxy;

import org.jspecify.annotations.NullMarked;
