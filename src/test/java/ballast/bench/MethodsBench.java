package ballast.bench;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Every way that the blog post tells of to replace containers, and Ballast's: in turn, on the same
/// hosts, under the same client that never retries; then the same rollout on fewer and on more
/// hosts.
///
/// Run by `./bench methods`, as root. Writes its parts of docs/methods.md: the comparison and
/// docs/methods.svg only when every method was measured, and target/methods.svg in any case.
final class MethodsBench {
  private static final int USAGE = 2;
  private static final Path DOCUMENT = Path.of("docs", "methods.md");
  private static final Path PICTURE = Path.of("target", "methods.svg");

  private final BenchFleet fleet;
  private final MethodsOptions options;
  private final Map<Method, Course> courses = new EnumMap<>(Method.class);
  private final Map<Method, String> failed = new EnumMap<>(Method.class);

  private MethodsBench(BenchFleet fleet, MethodsOptions options) {
    this.fleet = fleet;
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    MethodsOptions options;
    try {
      options = MethodsOptions.parse(List.of(args));
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage());
      System.exit(USAGE);
      return;
    }
    var fleet = new BenchFleet(Files.createTempDirectory("ballast-bench"));
    try {
      new MethodsBench(fleet, options).run(String.join(" ", args));
    } finally {
      fleet.down();
    }
  }

  private void run(String words) throws Exception {
    String machine = machine(words);
    System.err.println(machine);
    if (!options.methods().isEmpty()) {
      compare(machine);
    }
    var scale = new ScaleBench(fleet);
    if (options.sizes().contains(MethodsOptions.Sizes.SCALE)) {
      write("scale", machine + "\n" + scale.real());
    }
    if (options.sizes().contains(MethodsOptions.Sizes.SIMULATED)) {
      fleet.down();
      write("simulated", scale.simulated());
    }
  }

  private void compare(String machine) throws Exception {
    fleet.up(options.hosts());
    var methods = new Methods(fleet, options.hosts(), options.edgeDelay());
    for (var stage : stages().entrySet()) {
      measure(methods, stage.getKey(), stage.getValue());
    }
    var table = new MethodsTable(courses, failed);
    Files.writeString(PICTURE, MethodsPicture.of(courses));
    if (options.compares()) {
      write("table", machine + "\n" + table.table());
      write("verdict", table.verdict());
      Files.copy(PICTURE, DOCUMENT.resolveSibling("methods.svg"), REPLACE_EXISTING);
    } else {
      System.out.println(table.table() + "\n" + table.verdict());
    }
  }

  private static void write(String mark, String text) throws IOException {
    System.out.println(text);
    new Document(DOCUMENT).write(mark, text);
  }

  /// The chosen methods of each stage, in an order in which none spoils the next.
  private Map<Method.Stage, List<Method>> stages() {
    return options.methods().stream()
        .sorted(Comparator.naturalOrder())
        .collect(Collectors.groupingBy(Method::stage, TreeMap::new, Collectors.toList()));
  }

  private void measure(Methods methods, Method.Stage stage, List<Method> chosen) throws Exception {
    Watching watching = methods.prepare(stage);
    for (Method method : chosen) {
      try {
        Course course = methods.run(method, watching);
        courses.put(method, course);
        System.err.printf(
            "  %-16s %6.1f s, lost %d of %d, least %d, %d more containers, cores %.0f %% busy%n",
            method.key(),
            course.took().toMillis() / 1e3,
            course.lostTotal(),
            course.sent(),
            course.least(),
            course.extra(),
            course.busy() * 100);
      } catch (IOException | IllegalStateException broken) {
        // The others are worth their time all the same.
        System.err.printf("  %-16s FAILED: %s%n", method.key(), broken.getMessage());
        failed.put(method, firstLine(broken));
        watching = methods.prepare(stage);
      }
    }
  }

  private static String firstLine(Exception broken) {
    return String.valueOf(broken.getMessage())
        .lines()
        .filter(line -> line.contains("error") || line.contains("ballast:"))
        .findFirst()
        .or(() -> String.valueOf(broken.getMessage()).lines().findFirst())
        .orElse("it did not say why");
  }

  private String machine(String words) throws IOException {
    String load = Files.readString(Path.of("/proc/loadavg"), StandardCharsets.UTF_8).split(" ")[0];
    return "`./bench methods%s`: %d hosts of 3 slots, an edge that takes %d s to let a host go and as long to have it back, traffic `%s`; %d cores, load %s before the start.%n"
        .formatted(
            words.isEmpty() ? "" : " " + words,
            options.hosts(),
            options.edgeDelay().toSeconds(),
            Watching.MIX,
            Runtime.getRuntime().availableProcessors(),
            load);
  }
}
