package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One of examples/ as it is, but for the registry, on three of the test hosts.
final class Example {
  static final int HOSTS = 3;
  static final int SLOTS = 2;

  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
  private static final Pattern ADDRESS = Pattern.compile("(?m)^(\\S+) ansible_host=(\\S+)$");

  private final TestHosts hosts;
  private final String service;
  private final String config;
  private final Product product;

  private Example(TestHosts hosts, String service, String config, Product product) {
    this.hosts = hosts;
    this.service = service;
    this.config = config;
    this.product = product;
  }

  /// @param folder for its ballast.yml and the inventory
  static Example of(String name, TestHosts hosts, Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("inventory"), ofTheFirst(hosts.inventory()));
    String config =
        Files.readString(EXAMPLES.resolve(name).resolve("ballast.yml"))
            .replace("registry.example", hosts.fact("REGISTRY"));
    var service = Pattern.compile("(?m)^service: (\\S+)$").matcher(config);
    assertThat(service.find()).isTrue();
    var product = new Product(folder);
    product.config(config);
    return new Example(hosts, service.group(1), config, product);
  }

  private static String ofTheFirst(String inventory) {
    return inventory
        .lines()
        .filter(line -> !line.startsWith("fe-") || number(line) <= HOSTS)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring("fe-".length(), line.indexOf(' ')));
  }

  String service() {
    return service;
  }

  /// From now on with this instead of that in its ballast.yml.
  void with(String that, String instead) throws IOException {
    assertThat(config).contains(that);
    product.config(config.replace(that, instead));
  }

  Product.Ran expect(Exit exit, String command, String... arguments) throws InterruptedException {
    Product.Ran ran = product.run(command, arguments);
    assertThat(ran.exit())
        .as("ballast %s %s%n%s", command, List.of(arguments), ran)
        .isEqualTo(exit);
    return ran;
  }

  void assertServing(String version) throws InterruptedException {
    String json = expect(Exit.DONE, "status", "--output", "json").out();
    assertThat(Statuses.versions(json)).as("%s", json).hasSize(HOSTS * SLOTS).containsOnly(version);
  }

  List<String> addresses() throws IOException, InterruptedException {
    return ADDRESS
        .matcher(ofTheFirst(hosts.inventory()))
        .results()
        .map(found -> found.group(2))
        .toList();
  }

  /// The admin socket of each host's HAProxy of this service.
  Map<String, Path> balancers() throws IOException, InterruptedException {
    var sockets = new LinkedHashMap<String, Path>();
    hosts.pids().entrySet().stream()
        .limit(HOSTS)
        .forEach(host ->
            sockets.put(
                host.getKey(),
                Path.of(
                    "/proc/%d/root/run/ballast/%s/admin.sock"
                        .formatted(host.getValue(), service))));
    return sockets;
  }
}
