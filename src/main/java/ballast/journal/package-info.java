/// What happened, kept in a folder: one file a rollout, one event a line. Copies for people, never
/// read for decisions.
@NullMarked
package ballast.journal;

import org.jspecify.annotations.NullMarked;
