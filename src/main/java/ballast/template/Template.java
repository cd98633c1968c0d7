package ballast.template;

import ballast.model.Problem;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaNodePreProcessor;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.random.RandomNumberGeneratorStrategy;
import com.hubspot.jinjava.tree.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Jinja template, read once and rendered for many hosts.
///
/// It gets the variables that it is given and nothing else: no class, no environment, no clock, no
/// chance, no file outside of its own folder. So the same variables always give the same text, and
/// a template without end is ended.
public final class Template {
  /// Of what comes out, in bytes.
  static final int MOST_OUTPUT = 1 << 20;

  /// Pieces of a template that are gone through: each turn of a loop counts what is in it.
  static final int MOST_PIECES = 500_000;

  static final int MOST_TURNS = 10_000;

  private static final int DEEPEST = 20;
  private static final int MOST_ERRORS = 20;

  /// What could give another text the next time, or reads what is not a template's to read.
  private static final Set<String> NO_FUNCTIONS = Set.of(":today", ":unixtimestamp");

  private static final Set<String> NO_FILTERS = Set.of("random", "shuffle", "render");

  /// What is done for each piece anyway: errors get their lines by it.
  private static final JinjavaNodePreProcessor USUAL = new JinjavaNodePreProcessor();

  private final Path file;
  private final String text;
  private final Jinjava jinja;
  private int pieces;
  private Optional<String> within = Optional.empty();

  private Template(Path file, String text) {
    this.file = file;
    this.text = text;
    this.jinja = new Jinjava(limits());
    jinja.setResourceLocator(new Folder(file));
  }

  /// @throws IOException when it cannot be read as a text
  public static Template read(Path file) throws IOException {
    return new Template(file, Folder.text(file));
  }

  /// What came of a template.
  public sealed interface Outcome {
    record Rendered(String text) implements Outcome {}

    /// @param problems every mistake that was found, each with its file and line; never empty
    record Refused(List<Problem> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /// @param variables texts, numbers, truths, and lists and maps of them
  public synchronized Outcome render(Map<String, Object> variables) {
    pieces = 0;
    within = Optional.empty();
    RenderResult result = jinja.renderForResult(text, variables);
    List<Problem> problems =
        result.getErrors().stream().limit(MOST_ERRORS).map(this::problem).distinct().toList();
    if (!problems.isEmpty()) {
      return new Outcome.Refused(problems);
    }
    String output = result.getOutput();
    return new Outcome.Rendered(output.endsWith("\n") ? output : output + "\n");
  }

  private JinjavaConfig limits() {
    return JinjavaConfig.newBuilder()
        // As Ansible has it: the line of a block statement is no line of the text.
        .withTrimBlocks(true)
        .withFailOnUnknownTokens(true)
        // A variable's value is a text, also where it looks like a template.
        .withNestedInterpretationEnabled(false)
        .withReadOnlyResolver(true)
        .withMaxOutputSize(MOST_OUTPUT)
        .withMaxStringLength(MOST_OUTPUT)
        .withMaxListSize(MOST_TURNS)
        .withMaxMapSize(MOST_TURNS)
        .withRangeLimit(MOST_TURNS)
        .withMaxRenderDepth(DEEPEST)
        .withEnableRecursiveMacroCalls(false)
        .withRandomNumberGeneratorStrategy(RandomNumberGeneratorStrategy.CONSTANT_ZERO)
        .withDisabled(
            Map.of(Context.Library.FUNCTION, NO_FUNCTIONS, Context.Library.FILTER, NO_FILTERS))
        .withProcessors(JinjavaProcessors.newBuilder().withNodePreProcessor(this::count).build())
        .withLegacyOverrides(
            LegacyOverrides.Builder.from(LegacyOverrides.ALL)
                .withUseSnakeCasePropertyNaming(false)
                .build())
        .build();
  }

  private void count(Node node, JinjavaInterpreter interpreter) {
    USUAL.accept(node, interpreter);
    within = interpreter.getContext().getCurrentPathStack().peek();
    pieces++;
    if (pieces > MOST_PIECES) {
      throw new EndlessTemplate(node.getLineNumber());
    }
  }

  private Problem problem(TemplateError error) {
    return new Problem(
        "%s:%d: %s".formatted(where(error), Math.max(1, error.getLineno()), words(error)),
        why(error),
        "mend the template; docs/balancer.md tells the variables");
  }

  /// The template, or the file of its folder that it was in when it went wrong.
  private Path where(TemplateError error) {
    return error.getSourceTemplate().or(() -> within).map(file::resolveSibling).orElse(file);
  }

  private static String words(TemplateError error) {
    Matcher unknown = UNKNOWN.matcher(why(error));
    return switch (error.getReason()) {
      case SYNTAX_ERROR ->
          unknown.find()
              ? "'%s' is not known".formatted(unknown.group(1))
              : "not Jinja as it is known here";
      case UNKNOWN -> "'%s' is not known".formatted(error.getFieldName());
      case MISSING -> "something is missing";
      case DISABLED -> "'%s' is not allowed here".formatted(error.getFieldName());
      case OUTPUT_TOO_BIG, OVER_LIMIT, COLLECTION_TOO_BIG -> "too large";
      case BAD_URL, EXCEPTION, INVALID_ARGUMENT, INVALID_INPUT, OTHER -> "it cannot be rendered";
    };
  }

  private static final Pattern UNKNOWN = Pattern.compile("Unknown token found: (.*)");

  private static String why(TemplateError error) {
    return Optional.ofNullable(error.getMessage())
        .map(words -> words.lines().limit(3).reduce("", (one, next) -> one + " " + next).strip())
        .orElse("");
  }
}
