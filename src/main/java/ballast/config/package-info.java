/// `ballast.yml`: text to model, every mistake at once, each with its place, the line it stands in
/// and what helps.
///
/// ```
/// text  --YamlTree-->  nodes with marks  --Section, Form-->  values  --*Reader-->  Config
///                               |                |              |
///                               +----------------+--------------+--> Notes: every Diagnostic
/// Key   the one table of known keys: the readers, the template and the docs take them from here
/// Form  what one text may look like; the same for a key in the file and for a flag
/// ```
///
/// Nothing is bound to classes by reflection, since that would lose where a value stood.
@NullMarked
package ballast.config;

import org.jspecify.annotations.NullMarked;
