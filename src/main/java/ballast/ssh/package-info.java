/// The way to each host: the user's own OpenSSH, one process a host, which brings the host's
/// sockets here.
///
/// ```
/// SshTarget + Forward* --SshLink.open--> SshLink, a Link: local paths, and what the host said of itself
/// ```
@NullMarked
package ballast.ssh;

import org.jspecify.annotations.NullMarked;
