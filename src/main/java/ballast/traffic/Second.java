package ballast.traffic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One second of the timeline.
///
/// @param second whole seconds since the start
/// @param answered requests answered in this second, by version
/// @param lost requests found lost in this second
public record Second(long second, Map<String, Long> answered, long lost) {
  public Second {
    answered = Collections.unmodifiableMap(new LinkedHashMap<>(answered));
  }
}
