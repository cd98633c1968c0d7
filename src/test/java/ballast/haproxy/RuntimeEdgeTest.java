package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.EdgeView;
import ballast.model.EdgeView.Joining;
import ballast.model.EdgeView.Leaving;
import ballast.model.EdgeView.Left;
import ballast.model.EdgeView.Serving;
import ballast.model.EdgeView.Withheld;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What several HAProxies in front of the hosts make of one of them, together.
class RuntimeEdgeTest {
  private static final EdgeView SERVING = new Serving();
  private static final EdgeView LEFT = new Left();
  private static final EdgeView SICK = new Joining("edge-2: L4CON");
  private static final EdgeView MAINT = new Withheld("edge-2 has it in maintenance");
  private static final EdgeView SOME_MORE = new Leaving(OptionalInt.empty());
  private static final EdgeView MIXED =
      new Joining("some of the edge's HAProxies let it in, and some do not");

  private static EdgeView leaving(int inFlight) {
    return new Leaving(OptionalInt.of(inFlight));
  }

  static Stream<Arguments> together() {
    return Stream.of(
        Arguments.of(List.of(SERVING, SERVING), SERVING),
        Arguments.of(List.of(SERVING, SICK), SICK),
        Arguments.of(List.of(LEFT, LEFT), LEFT),
        Arguments.of(List.of(LEFT, leaving(2), leaving(3)), leaving(5)),
        Arguments.of(List.of(LEFT, leaving(2), SOME_MORE), SOME_MORE),
        Arguments.of(List.of(SERVING, LEFT), MIXED),
        Arguments.of(List.of(leaving(1), SICK), MIXED),
        Arguments.of(List.of(SERVING, MAINT), SERVING),
        Arguments.of(List.of(MAINT, leaving(1)), leaving(1)),
        Arguments.of(List.of(MAINT, MAINT), MAINT));
  }

  @ParameterizedTest
  @MethodSource
  void together(List<EdgeView> each, EdgeView all) {
    assertThat(RuntimeEdge.together(each)).isEqualTo(all);
  }
}
