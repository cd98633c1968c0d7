package ballast.sim;

import ballast.model.BalancerChoice;
import ballast.model.Batches;
import ballast.model.ContainerSpec;
import ballast.model.Digest;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.NamePattern;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The service, releases and policies that tests are about.
public final class Words {
  private Words() {}

  public static Service service(int slots) {
    return new Service(
        "pxapp",
        "registry.example/pxapp",
        8080,
        slots,
        new NamePattern("pxapp-{slot}"),
        ContainerSpec.defaults(),
        new Health.Http(
            "HEAD", "/status", Optional.empty(), 200, 299, Duration.ZERO, Duration.ofSeconds(20)),
        new BalancerChoice.AtSocket(
            "pxapp",
            new NamePattern("pxapp-{slot}"),
            Path.of("/run/haproxy.sock"),
            Optional.empty()));
  }

  public static Release release(String version) {
    String digit = Integer.toHexString(Math.floorMod(version.hashCode(), 16));
    return new Release(
        version,
        new Image("registry.example/pxapp", new Digest("sha256:" + digit.repeat(64))),
        8080,
        ContainerSpec.defaults());
  }

  /// The same version, after its tag was moved to another image.
  public static Release moved(Release release) {
    return new Release(
        release.version(),
        new Image(release.image().repository(), new Digest("sha256:" + "c".repeat(63) + "7")),
        release.port(),
        release.container());
  }

  public static List<Host> hosts(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> new Host("fe-" + number)).toList();
  }

  public static List<Slot> slots(Host host, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> new Slot(host, number)).toList();
  }

  public static Slot slot(String text) {
    int at = text.indexOf('/');
    return new Slot(new Host(text.substring(0, at)), Integer.parseInt(text.substring(at + 1)));
  }

  public static Policy maxOut(Policy policy, Policy.MaxOut maxOut) {
    return policy.withMaxOut(maxOut);
  }

  public static Policy perHost(Policy policy, int perHost) {
    return policy.withPerHost(perHost);
  }

  public static Policy batches(Policy policy, Batches batches) {
    return policy.withBatches(batches);
  }

  public static Policy drain(Policy policy, Duration deadline, Policy.PastDeadline then) {
    return policy.withDrain(new Policy.Drain(deadline, then));
  }

  /// Every host runs v1 in all of its slots but the last, which is new.
  static void grown(World world) {
    int last = world.service.slots();
    for (Host host : world.fleet.hosts()) {
      for (int number = 1; number < last; number++) {
        world.fleet.running(new Slot(host, number), World.V1.id(), "v1");
      }
      world.fleet.unopened(new Slot(host, last));
    }
  }
}
