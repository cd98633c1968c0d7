package ballast.view;

import com.google.gson.JsonObject;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Why a command ended early, for programs.
public final class ErrorJson {
  private static final Pattern NEXT = Pattern.compile("\\R\\s*next: ");
  private static final Pattern WHY = Pattern.compile("^\\s*why: +");

  private ErrorJson() {}

  /// @param told as people read it: what happened in its first line, then why, and last what helps
  /// @param exit the exit code
  public static String of(String told, int exit) {
    int next =
        NEXT.matcher(told)
            .results()
            .mapToInt(MatchResult::start)
            .reduce(told.length(), (_, last) -> last);
    String before = told.substring(0, next);
    int line = before.indexOf('\n');
    int first = line < 0 ? before.length() : line;
    var error = new JsonObject();
    error.addProperty("what", before.substring(0, first).strip());
    error.addProperty("why", WHY.matcher(before.substring(first).strip()).replaceFirst(""));
    error.addProperty("next", NEXT.matcher(told.substring(next)).replaceFirst("").strip());
    var json = new JsonObject();
    json.add("error", error);
    json.addProperty("exit", exit);
    return json.toString();
  }
}
