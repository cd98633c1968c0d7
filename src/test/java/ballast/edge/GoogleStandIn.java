package ballast.edge;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Google's Compute API as far as an edge needs it, on a local port: the same paths, the same JSON,
/// long-running operations, and whatever can go wrong with them.
///
/// Zone `b` of project `shop` has the instances `fe-1` to `fe-3`, all of them in instance group
/// `ig` and, at port 8080, in network endpoint group `neg`; backend service `web` has both. Whoever
/// asks at `/token` is given a token.
public final class GoogleStandIn implements AutoCloseable {
  private static final String ROOT = "https://www.googleapis.com/compute/v1/";
  private static final String ZONE = "projects/shop/zones/b";

  /// Whoever is to follow what the groups' members are: a real load balancer, say.
  public interface Follower {
    /// @param instance of instance group `ig`
    void joined(String instance);

    void left(String instance);
  }

  private static final Follower NOBODY =
      new Follower() {
        @Override
        public void joined(String instance) {}

        @Override
        public void left(String instance) {}
      };

  /// What goes wrong with a request.
  enum Fault {
    TOO_MANY_403,
    TOO_MANY_429,
    NOT_ALLOWED,
    BACKEND_ERROR,
    /// It is done, and the answer never comes.
    ANSWER_LOST,
    /// It is not done, and the connection breaks.
    NEVER_ARRIVED,
    HANGS,
    NO_JSON,
    NEVER_ENDS
  }

  private record Planned(String path, Fault fault) {}

  private record Operation(
      String name,
      String type,
      String target,
      String requestId,
      Instant begins,
      Instant ends,
      Optional<String> error) {
    String status(Instant now) {
      return now.isBefore(begins) ? "PENDING" : now.isBefore(ends) ? "RUNNING" : "DONE";
    }
  }

  /// What an operation does at its end.
  private record Effect(Operation operation, Runnable apply) {}

  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Planned> planned = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private final Set<String> instances = new LinkedHashSet<>(List.of("fe-1", "fe-2", "fe-3"));
  private final Map<String, Instant> healthyFrom = new TreeMap<>();
  private final Map<String, Instant> drainedFrom = new TreeMap<>();
  private final List<Effect> effects = new ArrayList<>();
  private Duration operationTakes = Duration.ZERO;
  private Duration drainTakes = Duration.ZERO;
  private Duration healthyAfter = Duration.ZERO;
  private int drainingTimeout;
  private int pageSize = 1000;
  private Optional<String> nextError = Optional.empty();
  private Follower follower = NOBODY;

  public GoogleStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    for (String instance : instances) {
      healthyFrom.put("ig/" + instance, Instant.EPOCH);
      healthyFrom.put("neg/" + instance, Instant.EPOCH);
    }
  }

  public URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  public synchronized GoogleStandIn operationsTake(Duration time) {
    operationTakes = time;
    return this;
  }

  public synchronized GoogleStandIn followedBy(Follower one) {
    follower = one;
    return this;
  }

  /// How long an endpoint shows as DRAINING.
  synchronized GoogleStandIn endpointsDrainFor(Duration time) {
    drainTakes = time;
    return this;
  }

  /// What the backend service is configured with.
  public synchronized GoogleStandIn connectionDraining(int seconds) {
    drainingTimeout = seconds;
    return this;
  }

  public synchronized GoogleStandIn healthyAfter(Duration time) {
    healthyAfter = time;
    return this;
  }

  synchronized GoogleStandIn pagesOf(int entries) {
    pageSize = entries;
    return this;
  }

  /// The next request whose path contains that goes wrong so; may be said several times.
  synchronized GoogleStandIn next(String path, Fault fault) {
    planned.add(new Planned(path, fault));
    return this;
  }

  /// The next operation ends with that error and does nothing.
  synchronized GoogleStandIn nextOperationFails(String message) {
    nextError = Optional.of(message);
    return this;
  }

  /// Someone else takes it out.
  synchronized GoogleStandIn gone(String member) {
    healthyFrom.remove(member);
    return this;
  }

  synchronized boolean has(String member) {
    settle();
    return healthyFrom.containsKey(member);
  }

  /// How many requests had that in their path.
  public synchronized long asked(String path) {
    return requests.stream().filter(one -> one.contains(path)).count();
  }

  /// Operations that were begun.
  synchronized int operations() {
    return operations.size();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    InputStream sent = exchange.getRequestBody();
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    String body =
        new String(
            (packed ? new GZIPInputStream(sent) : sent).readAllBytes(), StandardCharsets.UTF_8);
    Optional<Fault> fault = fault(exchange.getRequestMethod() + " " + path + "?" + query);
    if (fault.isPresent()) {
      suffer(exchange, fault.get(), path, query, body);
    } else {
      answer(exchange, reply(path, query, body));
    }
  }

  private synchronized Optional<Fault> fault(String request) {
    requests.add(request);
    Optional<Planned> hit =
        planned.stream().filter(one -> request.contains(one.path())).findFirst();
    hit.ifPresent(planned::remove);
    return hit.map(Planned::fault);
  }

  private void suffer(HttpExchange exchange, Fault fault, String path, String query, String body)
      throws IOException {
    switch (fault) {
      case TOO_MANY_403 ->
          answer(
              exchange,
              error(
                  403,
                  "rateLimitExceeded",
                  "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'"));
      case TOO_MANY_429 -> answer(exchange, error(429, "tooMany", "Too many requests"));
      case NOT_ALLOWED ->
          answer(
              exchange,
              error(403, "forbidden", "Required 'compute.instanceGroups.update' permission"));
      case BACKEND_ERROR -> answer(exchange, error(503, "backendError", "Backend error"));
      case ANSWER_LOST -> {
        reply(path, query, body);
        exchange.close();
      }
      case NEVER_ARRIVED -> exchange.close();
      case HANGS -> {
        try {
          closed.await();
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
        }
        exchange.close();
      }
      case NO_JSON -> send(exchange, 200, "<html>It works!</html>");
      case NEVER_ENDS -> {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        byte[] lines =
            ("[\"" + "x".repeat(1000) + "\"],").repeat(100).getBytes(StandardCharsets.UTF_8);
        try (var out = exchange.getResponseBody()) {
          out.write("{\"items\":[".getBytes(StandardCharsets.UTF_8));
          while (closed.getCount() > 0) {
            out.write(lines);
          }
        }
      }
    }
  }

  private record Reply(int status, JsonObject json) {}

  private static Reply error(int status, String reason, String message) {
    var one = new JsonObject();
    one.addProperty("reason", reason);
    one.addProperty("message", message);
    one.addProperty("domain", "global");
    var errors = new JsonArray();
    errors.add(one);
    var error = new JsonObject();
    error.addProperty("code", status);
    error.addProperty("message", message);
    error.add("errors", errors);
    var json = new JsonObject();
    json.add("error", error);
    return new Reply(status, json);
  }

  private static void answer(HttpExchange exchange, Reply reply) throws IOException {
    send(exchange, reply.status(), reply.json().toString());
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static final Pattern PATH =
      Pattern.compile(
          "/compute/v1/projects/shop/(zones/b|global|regions/r)/([A-Za-z]+)(?:/([^/]+))?(?:/([A-Za-z]+))?");

  private static Reply token() {
    var json = new JsonObject();
    json.addProperty("access_token", "of-the-stand-in");
    json.addProperty("token_type", "Bearer");
    json.addProperty("expires_in", 3600);
    return new Reply(200, json);
  }

  private synchronized Reply reply(String path, String query, String body) {
    if (path.equals("/token")) {
      return token();
    }
    settle();
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return notFound(path);
    }
    String name = Optional.ofNullable(parts.group(3)).orElse("");
    String verb = Optional.ofNullable(parts.group(4)).orElse("");
    JsonObject asked =
        body.isBlank() ? new JsonObject() : JsonParser.parseString(body).getAsJsonObject();
    return switch (parts.group(2)) {
      case "instances" ->
          instances.contains(name) ? new Reply(200, named(name)) : notFound("instances/" + name);
      case "operations" -> name.isEmpty() ? list(query) : operation(name);
      case "instanceGroups" -> name.equals("ig") ? group(verb, query, asked) : notFound(name);
      case "networkEndpointGroups" ->
          name.equals("neg") ? neg(verb, query, asked) : notFound("networkEndpointGroups/" + name);
      case "backendServices" -> name.equals("web") ? service(verb) : notFound(name);
      case String other -> notFound(other);
    };
  }

  private static JsonObject named(String name) {
    var json = new JsonObject();
    json.addProperty("name", name);
    return json;
  }

  private static Reply notFound(String what) {
    return error(404, "notFound", "The resource '%s' was not found".formatted(what));
  }

  private Reply group(String verb, String query, JsonObject body) {
    return switch (verb) {
      case "listInstances" ->
          page(members("ig/").map(GoogleStandIn::listedInstance).toList(), query);
      case "removeInstances" ->
          change("compute.instanceGroups.removeInstances", "ig/", query, instance(body));
      case "addInstances" ->
          change("compute.instanceGroups.addInstances", "ig/", query, instance(body));
      case String other -> notFound(other);
    };
  }

  private static String instance(JsonObject body) {
    String link =
        body.getAsJsonArray("instances").get(0).getAsJsonObject().get("instance").getAsString();
    return link.substring(link.lastIndexOf('/') + 1);
  }

  private Reply neg(String verb, String query, JsonObject body) {
    return switch (verb) {
      case "listNetworkEndpoints" ->
          page(
              Stream.concat(
                      members("neg/").map(name -> endpoint(name, health("neg/" + name))),
                      drainedFrom.keySet().stream().map(name -> endpoint(name, "DRAINING")))
                  .toList(),
              query);
      case "detachNetworkEndpoints" ->
          change(
              "compute.networkEndpointGroups.detachNetworkEndpoints",
              "neg/",
              query,
              attached(body));
      case "attachNetworkEndpoints" ->
          change(
              "compute.networkEndpointGroups.attachNetworkEndpoints",
              "neg/",
              query,
              attached(body));
      case String other -> notFound(other);
    };
  }

  private static String attached(JsonObject body) {
    return body.getAsJsonArray("networkEndpoints")
        .get(0)
        .getAsJsonObject()
        .get("instance")
        .getAsString();
  }

  private Reply service(String verb) {
    if (verb.isEmpty()) {
      var draining = new JsonObject();
      draining.addProperty("drainingTimeoutSec", drainingTimeout);
      var json = named("web");
      json.add("connectionDraining", draining);
      return new Reply(200, json);
    }
    var states = new JsonArray();
    members("ig/")
        .filter(name -> !health("ig/" + name).isEmpty())
        .forEach(name -> {
          var one = new JsonObject();
          one.addProperty("instance", ROOT + ZONE + "/instances/" + name);
          one.addProperty("healthState", health("ig/" + name));
          states.add(one);
        });
    var json = new JsonObject();
    json.add("healthStatus", states);
    return new Reply(200, json);
  }

  private Stream<String> members(String prefix) {
    return healthyFrom.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()));
  }

  private String health(String member) {
    return Instant.now().isBefore(healthyFrom.getOrDefault(member, Instant.MAX))
        ? "UNHEALTHY"
        : "HEALTHY";
  }

  private static JsonObject listedInstance(String name) {
    var json = new JsonObject();
    json.addProperty("instance", ROOT + ZONE + "/instances/" + name);
    json.addProperty("status", "RUNNING");
    return json;
  }

  private static JsonObject endpoint(String name, String state) {
    var endpoint = new JsonObject();
    endpoint.addProperty("instance", name);
    endpoint.addProperty("ipAddress", "10.0.0.1");
    endpoint.addProperty("port", 8080);
    var service = new JsonObject();
    service.addProperty("backendService", ROOT + "projects/shop/global/backendServices/web");
    var health = new JsonObject();
    health.add("backendService", service);
    health.addProperty("healthState", state);
    var healths = new JsonArray();
    healths.add(health);
    var json = new JsonObject();
    json.add("networkEndpoint", endpoint);
    json.add("healths", healths);
    return json;
  }

  private Reply page(List<JsonObject> items, String query) {
    int from = parameter(query, "pageToken").map(Integer::parseInt).orElse(0);
    int to = Math.min(items.size(), from + pageSize);
    var listed = new JsonArray();
    items.subList(from, to).forEach(listed::add);
    var json = new JsonObject();
    // Google leaves an empty list out.
    if (!listed.isEmpty()) {
      json.add("items", listed);
    }
    if (to < items.size()) {
      json.addProperty("nextPageToken", Integer.toString(to));
    }
    return new Reply(200, json);
  }

  private Reply change(String type, String prefix, String query, String instance) {
    String id = parameter(query, "requestId").orElseThrow();
    Optional<Operation> same =
        operations.values().stream().filter(one -> one.requestId().equals(id)).findFirst();
    if (same.isPresent()) {
      return new Reply(200, json(same.get()));
    }
    boolean adds = type.contains("add") || type.contains("attach");
    String member = prefix + instance;
    if (adds && !instances.contains(instance)) {
      return error(400, "invalid", "The instance '%s' does not exist".formatted(instance));
    }
    if (adds == healthyFrom.containsKey(member)) {
      return adds
          ? error(
              400, "memberAlreadyExists", "Resource '%s' is already a member".formatted(instance))
          : error(400, "memberNotFound", "'%s' is not a member".formatted(instance));
    }
    Instant now = Instant.now();
    var operation =
        new Operation(
            "operation-" + (operations.size() + 1),
            type,
            ROOT
                + ZONE
                + (prefix.equals("ig/") ? "/instanceGroups/ig" : "/networkEndpointGroups/neg"),
            id,
            now.plus(operationTakes.dividedBy(2)),
            now.plus(operationTakes),
            nextError);
    nextError = Optional.empty();
    operations.put(operation.name(), operation);
    if (operation.error().isEmpty()) {
      Runnable effect =
          () -> {
            if (adds) {
              healthyFrom.put(member, operation.ends().plus(healthyAfter));
              follower.joined(instance);
            } else {
              healthyFrom.remove(member);
              follower.left(instance);
              if (prefix.equals("neg/") && !drainTakes.isZero()) {
                drainedFrom.put(instance, operation.ends().plus(drainTakes));
              }
            }
          };
      effects.add(new Effect(operation, effect));
      settle();
    }
    return new Reply(200, json(operation));
  }

  /// What time has done since the last look.
  private void settle() {
    Instant now = Instant.now();
    for (Effect due : List.copyOf(effects)) {
      if (due.operation().status(now).equals("DONE")) {
        effects.remove(due);
        due.apply().run();
      }
    }
    drainedFrom.values().removeIf(then -> !now.isBefore(then));
  }

  private Reply operation(String name) {
    return Optional.ofNullable(operations.get(name))
        .map(one -> new Reply(200, json(one)))
        .orElseGet(() -> notFound("operations/" + name));
  }

  private Reply list(String query) {
    String filter = parameter(query, "filter").orElse("");
    Matcher wanted = Pattern.compile("(\\w+) = \"([^\"]*)\"").matcher(filter);
    List<JsonObject> all = operations.values().stream().map(this::json).toList();
    if (!wanted.matches()) {
      return page(all, query);
    }
    return page(
        all.stream()
            .filter(one ->
                Optional.<JsonElement>ofNullable(one.get(wanted.group(1)))
                    .filter(value -> value.getAsString().equals(wanted.group(2)))
                    .isPresent())
            .toList(),
        query);
  }

  private JsonObject json(Operation operation) {
    Instant now = Instant.now();
    var json = named(operation.name());
    json.addProperty("operationType", operation.type());
    json.addProperty("targetLink", operation.target());
    json.addProperty("clientOperationId", operation.requestId());
    json.addProperty("status", operation.status(now));
    json.addProperty("insertTime", operation.ends().minus(operationTakes).toString());
    if (operation.status(now).equals("DONE")) {
      json.addProperty("endTime", operation.ends().toString());
      operation
          .error()
          .ifPresent(message -> {
            var one = new JsonObject();
            one.addProperty("code", "RESOURCE_NOT_READY");
            one.addProperty("message", message);
            var errors = new JsonArray();
            errors.add(one);
            var error = new JsonObject();
            error.add("errors", errors);
            json.add("error", error);
          });
    }
    return json;
  }

  private static Optional<String> parameter(String query, String name) {
    return Stream.of(query.split("&"))
        .filter(one -> one.startsWith(name + "="))
        .map(one -> URLDecoder.decode(one.substring(name.length() + 1), StandardCharsets.UTF_8))
        .findFirst();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
