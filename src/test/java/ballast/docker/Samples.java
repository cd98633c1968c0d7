package ballast.docker;

import ballast.model.BalancerChoice;
import ballast.model.ContainerSpec;
import ballast.model.Digest;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.NamePattern;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A service to test with.
final class Samples {
  static final Host HOST = new Host("fe-1");
  static final Slot SLOT = new Slot(HOST, 1);

  private Samples() {}

  static Service service(String image, BalancerChoice balancer) {
    return new Service(
        "pxapp",
        image,
        8080,
        3,
        new NamePattern("pxapp-{slot}"),
        ContainerSpec.defaults(),
        new Health.Http(
            "HEAD", "/status", Optional.empty(), 200, 299, Duration.ZERO, Duration.ofSeconds(60)),
        balancer);
  }

  static BalancerChoice adopted() {
    return new BalancerChoice.AtSocket(
        "pxapp", new NamePattern("pxapp-{slot}"), Path.of("/run/haproxy.sock"), Optional.empty());
  }

  static BalancerChoice.Managed managed() {
    return new BalancerChoice.Managed(
        "pxapp",
        new NamePattern("pxapp-{slot}"),
        "haproxy:3.0",
        new BalancerChoice.Entrance.Http(80, Optional.empty()),
        "172.30.77");
  }

  static Release release(String image, Digest digest, ContainerSpec spec) {
    return new Release("1.0", new Image(image, digest), 8080, spec);
  }

  static Digest digest(String digits) {
    return new Digest("sha256:" + digits.repeat(64 / digits.length()));
  }

  static Limits hasty() {
    return new Limits(
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofMillis(300));
  }
}
