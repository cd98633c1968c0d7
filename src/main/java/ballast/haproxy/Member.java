package ballast.haproxy;

import ballast.model.Https;
import ballast.model.Problem;
import ballast.model.Route;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A service of a balancer that several share, as far as the others must know it.
///
/// It stands in the first lines of the service's own file there, so that whoever sets up another
/// service can write the part that all of them share.
///
/// @param anchor the host with its lock: a shared balancer's lock is there too
/// @param port where its clients come in without TLS
/// @param tls where they come in with it, if they do
/// @param healthPath what is never sent on to https
public record Member(
    String service,
    String anchor,
    BackendName backend,
    Route route,
    int port,
    Optional<ManagedTls> tls,
    String healthPath) {
  private static final String MARK = "# ballast ";
  private static final Pattern PATH = Pattern.compile("/[^\\s\"'#\\\\{}$?]*");

  public Member {
    if (!PATH.matcher(healthPath).matches()) {
      throw new IllegalArgumentException("not a path: '" + healthPath + "'");
    }
  }

  /// The file that a service has there.
  public String file(String backendSection) {
    return "# Written by Ballast for %s. Changes made here are lost.\n".formatted(service)
        + MARK
        + new Gson().toJson(json())
        + "\n"
        + backendSection;
  }

  private JsonObject json() {
    var json = new JsonObject();
    json.addProperty("service", service);
    json.addProperty("anchor", anchor);
    json.addProperty("backend", backend.value());
    json.add("hosts", texts(route.hosts().stream()));
    route.path().ifPresent(path -> json.addProperty("path", path));
    json.addProperty("port", port);
    json.addProperty("health", healthPath);
    tls.ifPresent(one -> {
      json.addProperty("https", one.port());
      json.add("certs", texts(one.certificates().stream().map(CertificatePath::value)));
      json.addProperty("redirect", one.plain() == Https.Plain.REDIRECTED);
    });
    return json;
  }

  private static JsonArray texts(Stream<String> texts) {
    var array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /// Reads what [#file] wrote.
  ///
  /// @throws IllegalArgumentException when it is something else, with what is wrong with it
  public static Member of(String file) {
    String line =
        file.lines()
            .filter(one -> one.startsWith(MARK))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no line begins with '" + MARK + "'"));
    try {
      return read(JsonParser.parseString(line.substring(MARK.length())).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException unlike) {
      throw new IllegalArgumentException(String.valueOf(unlike.getMessage()), unlike);
    }
  }

  private static Member read(JsonObject json) {
    Optional<ManagedTls> tls =
        json.has("https")
            ? Optional.of(
                new ManagedTls(
                    number(json, "https"),
                    texts(json, "certs").stream().map(CertificatePath::new).toList(),
                    text(json, "redirect").equals("true")
                        ? Https.Plain.REDIRECTED
                        : Https.Plain.SERVED))
            : Optional.empty();
    return new Member(
        text(json, "service"),
        text(json, "anchor"),
        new BackendName(text(json, "backend")),
        new Route(
            texts(json, "hosts"),
            json.has("path") ? Optional.of(text(json, "path")) : Optional.empty()),
        number(json, "port"),
        tls,
        text(json, "health"));
  }

  private static String text(JsonObject json, String key) {
    if (!json.has(key)) {
      throw new IllegalArgumentException("it does not tell its " + key);
    }
    return json.get(key).getAsString();
  }

  private static int number(JsonObject json, String key) {
    text(json, key);
    return json.get(key).getAsInt();
  }

  private static List<String> texts(JsonObject json, String key) {
    return json.has(key)
        ? StreamSupport.stream(json.get(key).getAsJsonArray().spliterator(), false)
            .map(one -> one.getAsString())
            .toList()
        : List.of();
  }

  /// Why these two cannot share a balancer; none when they can.
  public List<Problem> against(Member other) {
    var problems = new ArrayList<Problem>();
    if (!anchor.equals(other.anchor)) {
      problems.add(
          problem(
              other,
              "its lock is on %s, that of %s on %s; they must exclude each other"
                  .formatted(other.anchor, service, anchor),
              "name one host for both in ballast.yml: lock: {host: %s}".formatted(other.anchor)));
    }
    if (backend.equals(other.backend)) {
      problems.add(
          problem(
              other,
              "both have the backend " + backend,
              "give this one another name: balancer: {backend: ...}"));
    }
    both(route.matches(), other.route.matches())
        .forEach(match ->
            problems.add(
                problem(
                    other,
                    "both take " + match,
                    "say in ballast.yml which requests are whose: balancer: {route: {host: ..., path: ...}}")));
    both(plainPorts(), other.securePorts()).forEach(clash -> problems.add(clash(other, clash)));
    both(securePorts(), other.plainPorts()).forEach(clash -> problems.add(clash(other, clash)));
    // A service's name may be the beginning of another's, and of its file's.
    both(certificates(), other.certificates())
        .forEach(name ->
            problems.add(
                problem(
                    other,
                    "both have a certificate that is called %s on the hosts".formatted(name),
                    "rename the file in ballast.yml: balancer: {https: {certs: ...}}")));
    return List.copyOf(problems);
  }

  private List<String> certificates() {
    return tls.stream()
        .flatMap(own -> own.certificates().stream())
        .map(CertificatePath::name)
        .toList();
  }

  private Problem clash(Member other, int clash) {
    return problem(
        other,
        "port %d is plain HTTP for one and TLS for the other".formatted(clash),
        "change balancer: http or https in ballast.yml");
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    Set<T> there = new HashSet<>(others);
    return some.stream().filter(there::contains).toList();
  }

  private List<Integer> plainPorts() {
    return List.of(port);
  }

  private List<Integer> securePorts() {
    return tls.stream().map(ManagedTls::port).toList();
  }

  private Problem problem(Member other, String why, String next) {
    return new Problem(
        "%s and %s cannot share this balancer".formatted(service, other.service), why, next);
  }
}
