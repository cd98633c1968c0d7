package ballast.docker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What matters for files in a container that does not run yet.
///
/// @param user who runs in it, as its image or `container: user` has it
/// @param mounts where volumes lie on its own files
record Inside(String user, List<String> mounts) {
  static Inside of(Json json) throws IOException {
    var mounts = new ArrayList<String>();
    for (Json mount : json.at("Mounts").items()) {
      mounts.add(mount.text("Destination"));
    }
    return new Inside(json.at("Config").maybeText("User").orElse(""), List.copyOf(mounts));
  }

  /// What lies on a file of the container's own: most images have `/var/run` as another name of
  /// `/run`.
  Optional<String> hiding(String file) {
    return mounts.stream()
        .filter(mount -> {
          String folder = mount.replaceFirst("^/var/run(?=/|$)", "/run").replaceFirst("/+$", "");
          return file.equals(folder) || file.startsWith(folder + "/");
        })
        .findFirst();
  }
}
