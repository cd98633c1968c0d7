package ballast.template;

import com.hubspot.jinjava.interpret.InterpretException;

/// More was gone through than any config needs.
final class EndlessTemplate extends InterpretException {
  private static final long serialVersionUID = 1L;

  EndlessTemplate(int line) {
    super("it goes through more than %,d pieces".formatted(Template.MOST_PIECES), line);
  }
}
