package ballast.model;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A release written out as its id is made from it: one line for each setting that is there, and
/// none for one that is not, so that a setting which Ballast learns later changes no id where it is
/// not used.
///
/// A line is `name length:value`; the length, in bytes, keeps two different releases from ever
/// reading the same.
final class ReleaseText {
  private final StringBuilder text = new StringBuilder();

  private ReleaseText() {}

  static String of(Release release) {
    var written = new ReleaseText();
    written.line("image", release.image().reference());
    written.line("port", Integer.toString(release.port()));
    written.container(release.container());
    written.secrets(release.secrets());
    return written.text.toString();
  }

  private void container(ContainerSpec spec) {
    lines("command", spec.command());
    line("user", spec.user());
    lines("env", spec.env());
    lines("publish", spec.publish());
    lines("volume", spec.volumes());
    lines("label", spec.labels());
    line("memory", spec.memory());
    line("cpus", spec.nanoCpus());
    for (ContainerSpec.Ulimit limit : spec.ulimits()) {
      line("ulimit", "%s=%d:%d".formatted(limit.name(), limit.soft(), limit.hard()));
    }
    line("network", spec.network());
    line("stop-signal", spec.stopSignal());
    line("stop-grace", spec.stopGrace().toString());
    line("restart", spec.restart());
    spec.log()
        .ifPresent(log -> {
          line("log", log.driver());
          lines("log-option", log.options());
        });
    lines("extra-host", spec.extraHosts());
    lines("cap-add", spec.capAdd());
  }

  /// What is known of a secret without knowing it.
  private void secrets(Collection<KnownSecret> secrets) {
    secrets.forEach(secret -> {
      line("secret", secret.name());
      line("secret-mark", secret.mark());
    });
  }

  private void lines(String name, Collection<String> values) {
    values.forEach(value -> line(name, value));
  }

  private void lines(String name, Map<String, String> values) {
    values.forEach((key, value) -> {
      line(name, key);
      line(name + "-value", value);
    });
  }

  private void line(String name, Optional<String> value) {
    value.ifPresent(there -> line(name, there));
  }

  private void line(String name, OptionalLong value) {
    value.ifPresent(there -> line(name, Long.toString(there)));
  }

  private void line(String name, String value) {
    text.append(name)
        .append(' ')
        .append(value.getBytes(StandardCharsets.UTF_8).length)
        .append(':')
        .append(value)
        .append('\n');
  }
}
