package ballast.secret;

import java.time.Duration;

/// How much may be read, and how long that may take.
///
/// @param command how long the command of a secret may take; a person may have to touch a key
/// @param helper how long a credential helper may take
/// @param secretBytes of one secret; Docker Swarm allows as many
/// @param answerBytes of a credential helper's answer, and of config.json
record Limits(Duration command, Duration helper, int secretBytes, int answerBytes) {
  static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), 500_000, 1 << 20);
}
