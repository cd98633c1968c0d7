package ballast.model;

import java.util.List;

/// What a host's balancer serves as certificates.
public sealed interface CertificatesOfHost {
  Host host();

  /// As it tells itself.
  record Served(Host host, List<CertificateView> certificates) implements CertificatesOfHost {
    public Served {
      certificates = List.copyOf(certificates);
    }
  }

  /// It did not tell, which is not the same as serving none.
  record Untold(Host host, Problem problem) implements CertificatesOfHost {}
}
