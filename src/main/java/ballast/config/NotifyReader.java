package ballast.config;

import static ballast.config.Form.fits;

import ballast.model.NotifyTo;
import ballast.model.NotifyTo.Address;
import ballast.model.NotifyTo.Words;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads `notify:`. An address may hold a secret: no mistake in one shows it.
final class NotifyReader {
  private static final int MOST_ADDRESSES = 20;
  private static final Pattern IN_ENVIRONMENT =
      Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

  private final Section section;

  private NotifyReader(Section section) {
    this.section = section;
  }

  static List<NotifyTo> read(Section section) {
    var reader = new NotifyReader(section);
    var all = new ArrayList<NotifyTo>();
    reader.read(Key.NOTIFY_WEBHOOK, Words.WEBHOOK, all);
    reader.read(Key.NOTIFY_SLACK, Words.SLACK, all);
    return all;
  }

  private void read(Key key, Words words, List<NotifyTo> all) {
    section
        .node(key)
        .ifPresent(node -> {
          List<Node> nodes = node instanceof SequenceNode ? section.items(key) : List.of(node);
          if (nodes.size() > MOST_ADDRESSES) {
            section
                .notes()
                .mistake(
                    node, "%s: more than %d addresses".formatted(key.path(), MOST_ADDRESSES), "");
          }
          nodes.stream()
              .limit(MOST_ADDRESSES)
              .forEach(one -> address(key, one).ifPresent(to -> all.add(new NotifyTo(words, to))));
        });
  }

  private Optional<Address> address(Key key, Node node) {
    if (!(node instanceof MappingNode)) {
      return section.fitted(key, node, NotifyReader::literal);
    }
    var own = Section.like(Key.NOTIFY_WEBHOOK, key.path(), node, section.notes());
    Optional<Address> variable =
        own.maybe(Key.NOTIFY_ENV, DockerForms.ENV_NAME).map(Address.InEnvironment::new);
    Optional<Address> file =
        own.maybe(Key.NOTIFY_FILE, Forms::path).map(path -> new Address.InFile(beside(path)));
    if (own.has(Key.NOTIFY_ENV) == own.has(Key.NOTIFY_FILE)) {
      section
          .notes()
          .mistake(node, key.path() + ": where is it?", "say {env: NAME} or {file: PATH}");
    }
    return variable.or(() -> file);
  }

  /// Paths in the file are as seen from the file.
  private Path beside(Path path) {
    return path.startsWith("~")
        ? Path.of(System.getProperty("user.home", "/")).resolve(Path.of("~").relativize(path))
        : Path.of(section.notes().file()).resolveSibling(path);
  }

  private static Form.Outcome<Address> literal(String text) {
    Matcher variable = IN_ENVIRONMENT.matcher(text);
    if (variable.matches()) {
      return fits(new Address.InEnvironment(variable.group(1)));
    }
    try {
      var uri = new URI(text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return http && uri.getHost() != null ? fits(new Address.Literal(uri)) : noAddress();
    } catch (URISyntaxException _) {
      return noAddress();
    }
  }

  private static Form.Outcome<Address> noAddress() {
    return new Form.Outcome.Misfit<>(
        "this is no address", "write https://…, {env: NAME} or {file: PATH}");
  }
}
