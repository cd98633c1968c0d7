/// Docker Engines: every call is a value that describes the request and reads its answer;
/// [DockerClient] alone does I/O.
///
/// ```
/// DockerCall = Ping | ContainerCall | FileCall | ImageCall | ExecCall | NetworkCall     what to ask, and how to read what comes back
/// Outcome    = Answered | Refused | NotSent | Lost                    what became of it
/// ```
@NullMarked
package ballast.docker;

import org.jspecify.annotations.NullMarked;
