package ballast.model;

import java.util.List;

/// A certificate as a balancer tells that it serves it.
///
/// @param name its file, as ballast.yml has it
/// @param fingerprint as in [Certificate]
/// @param names the hosts and addresses that it is for
public record CertificateView(
    String name, String fingerprint, Lifetime lifetime, List<String> names) {
  public CertificateView {
    names = List.copyOf(names);
  }
}
