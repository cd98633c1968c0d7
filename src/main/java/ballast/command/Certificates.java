package ballast.command;

import ballast.cli.Exit;
import ballast.model.BalancerChoice;
import ballast.model.Certificate;
import ballast.model.Https;
import ballast.model.Service;
import ballast.port.Time;
import ballast.tls.CertificateFiles;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The certificates that ballast.yml names, read for one command.
///
/// @param warnings what will be wrong with them soon
record Certificates(List<Certificate> all, List<String> warnings) {
  /// @throws Failure with everything that is wrong with any of them
  static Certificates of(Service service, Time time) throws Failure {
    List<Https.File> files = https(service).map(Https::files).orElse(List.of());
    return switch (CertificateFiles.own().read(files, time.wall())) {
      case CertificateFiles.Outcome.Read(var all, var warnings) -> new Certificates(all, warnings);
      case CertificateFiles.Outcome.Refused(var problems) ->
          throw new Failure(
              Exit.USAGE,
              "%d of %d certificates cannot be used; nothing was touched\n\n%s"
                  .formatted(
                      problems.size(),
                      files.size(),
                      problems.stream().map(Object::toString).collect(Collectors.joining("\n\n"))));
    };
  }

  private static Optional<Https> https(Service service) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed -> managed.https();
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> Optional.empty();
    };
  }
}
