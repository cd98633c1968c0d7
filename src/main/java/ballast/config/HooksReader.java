package ballast.config;

import ballast.model.Hook;
import ballast.model.HookPoint;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads `hooks:`. Each is a command, or a mapping with the command in it.
final class HooksReader {
  private static final Form<String> WHERE =
      Form.oneOf("a place", Map.of("controller", "controller"), List.of("host"));

  private final Section section;

  private HooksReader(Section section) {
    this.section = section;
  }

  static Map<HookPoint, Hook> read(Section section) {
    return new HooksReader(section).read();
  }

  private Map<HookPoint, Hook> read() {
    var hooks = new EnumMap<HookPoint, Hook>(HookPoint.class);
    for (Key key : Key.in(Optional.of(Key.HOOKS))) {
      section
          .node(key)
          .flatMap(node -> hook(key, node))
          .ifPresent(hook -> hooks.put(HookPoint.of(key.word()), hook));
    }
    return hooks;
  }

  private Optional<Hook> hook(Key key, Node node) {
    if (!(node instanceof MappingNode)) {
      Duration deadline = section.sure(Key.HOOK_DEADLINE, Forms::deadline);
      return hook(section, key, node, deadline);
    }
    // One hook's keys are every hook's.
    var own = Section.like(Key.HOOK_BEFORE, key.path(), node, section.notes());
    Duration deadline = own.value(Key.HOOK_DEADLINE, Forms::deadline);
    own.value(Key.HOOK_WHERE, WHERE);
    if (!own.has(Key.HOOK_RUN)) {
      section
          .notes()
          .mistake(node, key.path() + ": a hook without a command", "as in run: [./announce]");
    }
    return own.node(Key.HOOK_RUN).flatMap(run -> hook(own, Key.HOOK_RUN, run, deadline));
  }

  private static Optional<Hook> hook(Section section, Key key, Node node, Duration deadline) {
    List<String> command = Commands.read(section, key);
    if (node instanceof SequenceNode list && list.getValue().isEmpty()) {
      section.notes().mistake(node, section.path(key) + ": an empty list", "name a program");
    }
    return command.isEmpty() || command.getFirst().isBlank()
        ? Optional.empty()
        : Optional.of(new Hook(command, section.notes().folder(), deadline));
  }
}
