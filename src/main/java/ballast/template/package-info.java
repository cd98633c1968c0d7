/// A person's own Jinja templates, rendered where they can do no harm; and what a text changes.
@NullMarked
package ballast.template;

import org.jspecify.annotations.NullMarked;
