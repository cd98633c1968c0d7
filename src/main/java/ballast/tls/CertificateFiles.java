package ballast.tls;

import ballast.model.Certificate;
import ballast.model.Https;
import ballast.model.Lifetime;
import ballast.model.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads the certificates that ballast.yml names, each once, and says what is wrong with them.
///
/// @param home what `~` stands for
public record CertificateFiles(Path home) {
  public static CertificateFiles own() {
    return new CertificateFiles(Path.of(System.getProperty("user.home", "/")));
  }

  /// Every certificate, or everything that is wrong.
  public sealed interface Outcome {
    /// @param warnings what will be wrong soon, a sentence each
    record Read(List<Certificate> certificates, List<String> warnings) implements Outcome {
      public Read {
        certificates = List.copyOf(certificates);
        warnings = List.copyOf(warnings);
      }
    }

    record Refused(List<Problem> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /// @param now as the clock on the wall shows it
  public Outcome read(List<Https.File> files, Instant now) {
    var certificates = new ArrayList<Certificate>();
    var warnings = new ArrayList<String>();
    var problems = new ArrayList<Problem>();
    for (Https.File file : files) {
      try {
        Certificate certificate = Pem.parse(file, SmallFile.of(file.path(), home).text());
        judge(certificate, now, warnings);
        certificates.add(certificate);
      } catch (Unusable unusable) {
        problems.add(
            new Problem(
                "certificate %s cannot be used".formatted(file.path()),
                String.valueOf(unusable.getMessage()),
                unusable.next()));
      }
    }
    return problems.isEmpty()
        ? new Outcome.Read(certificates, warnings)
        : new Outcome.Refused(problems);
  }

  private static void judge(Certificate certificate, Instant now, List<String> warnings)
      throws Unusable {
    Lifetime lifetime = certificate.lifetime();
    switch (lifetime.at(now)) {
      case GOOD -> {}
      case ENDING ->
          warnings.add(
              "certificate %s ends on %s, in %d days: renew it, then ballast setup"
                  .formatted(
                      certificate,
                      lifetime.until(),
                      Duration.between(now, lifetime.until()).toDays()));
      case OVER ->
          throw new Unusable(
              "it ended on %s".formatted(lifetime.until()), "renew it, then ballast setup");
      case NOT_YET ->
          throw new Unusable(
              "it is not good before %s".formatted(lifetime.from()),
              "wait until then, or see whether the clock of this machine is right");
    }
  }
}
