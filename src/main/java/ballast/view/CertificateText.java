package ballast.view;

import ballast.model.CertificateView;
import ballast.model.CertificatesOfHost;
import ballast.model.Lifetime;
import ballast.view.Palette.Mood;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Certificates for people: a line for each, and one more wherever hosts differ.
public final class CertificateText {
  private static final int MOST_NAMES = 5;
  private static final int MOST_HOSTS = 12;

  private CertificateText() {}

  /// What it is for and how long it is good.
  public static String words(List<String> names, Lifetime lifetime) {
    return "for %s, good until %s"
        .formatted(names.isEmpty() ? "no name" : brief(names, MOST_NAMES), lifetime.until());
  }

  /// Lines below a status, a blank one first; none where there is nothing to tell.
  ///
  /// @param now as the clock on the wall shows it
  public static List<String> lines(List<CertificatesOfHost> hosts, Instant now, Palette palette) {
    Map<CertificateView, List<String>> byCertificate = new LinkedHashMap<>();
    var untold = new ArrayList<String>();
    for (CertificatesOfHost host : hosts) {
      switch (host) {
        case CertificatesOfHost.Served(var name, var certificates) ->
            certificates.forEach(one ->
                byCertificate.computeIfAbsent(one, _ -> new ArrayList<>()).add(name.toString()));
        case CertificatesOfHost.Untold(var name, var problem) ->
            untold.add(
                palette.paint(
                    "%s does not tell its certificates: %s"
                        .formatted(name, Words.line(problem.brief())),
                    Mood.BAD));
      }
    }
    var lines = new ArrayList<String>();
    byCertificate.forEach(
        (one, names) -> lines.add(line(one, on(names, hosts.size()), now, palette)));
    lines.addAll(untold);
    if (!lines.isEmpty()) {
      lines.addFirst("");
    }
    return lines;
  }

  private static String line(CertificateView one, String where, Instant now, Palette palette) {
    Lifetime.Stage stage = one.lifetime().at(now);
    Mood mood =
        switch (stage) {
          case GOOD -> Mood.NEUTRAL;
          case ENDING -> Mood.WARN;
          case NOT_YET, OVER -> Mood.BAD;
        };
    return palette.paint(
        "certificate %s %s (%s), on %s"
            .formatted(
                Words.line(one.name()),
                Words.line(words(one.names(), one.lifetime())),
                age(one.lifetime(), stage, now),
                where),
        mood);
  }

  private static String age(Lifetime lifetime, Lifetime.Stage stage, Instant now) {
    long days = Duration.between(now, lifetime.until()).toDays();
    return switch (stage) {
      case GOOD -> "in " + Words.count(days, "day");
      case ENDING -> "in %s: renew it, then ballast setup".formatted(Words.count(days, "day"));
      case NOT_YET -> "not before %s".formatted(lifetime.from());
      case OVER -> "it is over: renew it, then ballast setup";
    };
  }

  private static String on(List<String> names, int all) {
    return names.size() == all && all > 1
        ? "all %s".formatted(Words.count(all, "host"))
        : brief(names, MOST_HOSTS);
  }

  private static String brief(List<String> names, int most) {
    return names.size() <= most
        ? String.join(", ", names)
        : names.stream().limit(most).collect(Collectors.joining(", "))
            + " and %d more".formatted(names.size() - most);
  }
}
