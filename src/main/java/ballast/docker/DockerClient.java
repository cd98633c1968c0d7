package ballast.docker;

import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Fence;
import ballast.ssh.Alarm;
import ballast.ssh.Door;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/// The Docker Engine of one host, asked by any number of threads.
///
/// A call that changes something has a connection of its own, so that it can never meet one that
/// the engine has already closed, and is sent once. A call that only reads takes a kept connection,
/// and is sent again on a new one when no answer came over the kept one.
public final class DockerClient implements AutoCloseable {
  /// Bytes of a refusal that are read.
  private static final int MOST_WORDS = 16 << 10;

  private final String host;
  private final EngineHttp http;
  private final Limits limits;
  private final CloseableHttpClient keeping;
  private final CloseableHttpClient fresh;
  private final Fence fence;
  private volatile Optional<ApiVersion> version = Optional.empty();

  /// @param host what the host is called in messages
  public DockerClient(String host, Path socket, Limits limits) {
    this(host, Door.at(socket), limits);
  }

  /// @param host what the host is called in messages
  public DockerClient(String host, Door door, Limits limits) {
    this(host, new Endpoint.AtSocket(door), limits);
  }

  /// @param host what the host is called in messages
  public DockerClient(String host, Endpoint endpoint, Limits limits) {
    this.host = host;
    this.http = EngineHttp.to(endpoint);
    this.limits = limits;
    this.keeping = http.client(limits, EngineHttp.Connections.KEPT);
    this.fresh = http.client(limits, EngineHttp.Connections.ONE_EACH);
    this.fence = () -> {};
  }

  private DockerClient(DockerClient same, Fence fence) {
    this.host = same.host;
    this.http = same.http;
    this.limits = same.limits;
    this.keeping = same.keeping;
    this.fresh = same.fresh;
    this.fence = fence;
    this.version = same.version;
  }

  /// The same, for as long as it is open, and it sends no call that changes anything without having
  /// asked the fence.
  public DockerClient fenced(Fence by) {
    return new DockerClient(this, by);
  }

  String host() {
    return host;
  }

  Endpoint endpoint() {
    return http.endpoint();
  }

  Limits limits() {
    return limits;
  }

  /// Makes sure that an engine that Ballast can speak with answers.
  ///
  /// @throws CallFailed when none does
  public void ping() throws CallFailed, InterruptedException {
    version = Optional.empty();
    Outcome<ApiVersion> spoken = version();
    Optional<String> broke =
        switch (spoken) {
          case Outcome.Lost<ApiVersion>(var problem) -> Optional.of(problem.why());
          case Outcome.NotSent<ApiVersion>(var problem) -> Optional.of(problem.why());
          case Outcome.Answered<ApiVersion> _, Outcome.Refused<ApiVersion> _ -> Optional.empty();
        };
    Optional<Handshake.Trouble> verdict =
        broke.flatMap(words -> Handshake.verdict(http.endpoint(), limits.connect(), words));
    if (verdict.isPresent()) {
      throw new CallFailed(unreachable(new Ping(), verdict.get()), CallFailed.Effect.NONE);
    }
    spoken.orThrow(DockerCall.Nature.READS);
  }

  /// @throws CallFailed when it did not go as asked
  <A> A ask(DockerCall<A> call) throws CallFailed, InterruptedException {
    return outcome(call).orThrow(call.nature());
  }

  /// What became of the call, as a value.
  <A> Outcome<A> outcome(DockerCall<A> call) throws InterruptedException {
    try {
      switch (call.nature()) {
        case CHANGES -> fence.mustHold();
        case READS -> {}
      }
    } catch (CallFailed shut) {
      return new Outcome.NotSent<>(shut.problem());
    }
    return switch (version()) {
      case Outcome.Answered<ApiVersion>(var spoken) -> send(call, "/v" + spoken);
      case Outcome.NotSent<ApiVersion>(var problem) -> new Outcome.NotSent<>(problem);
      case Outcome.Refused<ApiVersion>(_, var problem) -> new Outcome.NotSent<>(problem);
      case Outcome.Lost<ApiVersion>(var problem) -> new Outcome.NotSent<>(problem);
    };
  }

  /// The API to speak with this engine, asked for once.
  Outcome<ApiVersion> version() throws InterruptedException {
    Optional<ApiVersion> known = version;
    if (known.isPresent()) {
      return new Outcome.Answered<>(known.get());
    }
    return switch (send(new Ping(), "")) {
      case Outcome.Answered<Optional<ApiVersion>>(var spoken) -> {
        version = spoken;
        yield spoken
            .<Outcome<ApiVersion>>map(Outcome.Answered::new)
            .orElseGet(() -> new Outcome.NotSent<>(tooOld()));
      }
      case Outcome.NotSent<Optional<ApiVersion>>(var problem) -> new Outcome.NotSent<>(problem);
      case Outcome.Refused<Optional<ApiVersion>>(int status, var problem) ->
          new Outcome.Refused<>(status, problem);
      case Outcome.Lost<Optional<ApiVersion>>(var problem) -> new Outcome.Lost<>(problem);
    };
  }

  private <A> Outcome<A> send(DockerCall<A> call, String prefix) throws InterruptedException {
    return switch (call.nature()) {
      case CHANGES -> send(call, prefix, fresh, call.deadline(limits));
      case READS -> {
        long started = System.nanoTime();
        var first = send(call, prefix, keeping, call.deadline(limits));
        Duration left = call.deadline(limits).minusNanos(System.nanoTime() - started);
        yield first instanceof Outcome.Lost<A> && left.isPositive()
            ? send(call, prefix, fresh, left)
            : first;
      }
    };
  }

  private <A> Outcome<A> send(
      DockerCall<A> call, String prefix, CloseableHttpClient client, Duration deadline)
      throws InterruptedException {
    HttpUriRequestBase request;
    try {
      request = request(call, prefix);
    } catch (IllegalArgumentException malformed) {
      return new Outcome.Refused<>(
          HttpStatus.SC_BAD_REQUEST, refusal(call, Words.plain(words(malformed))));
    }
    HttpClientContext context;
    try {
      context = http.context();
    } catch (Door.LinkDown down) {
      return new Outcome.NotSent<>(down.problem());
    }
    try (var alarm = new Alarm(deadline, request::cancel)) {
      try {
        return client.execute(
            http.target(),
            request,
            context,
            response -> {
              try {
                return outcome(call, response);
              } catch (IOException unreadable) {
                // Closing an answer reads it to its end first, however long that takes.
                request.cancel();
                throw unreadable;
              }
            });
      } catch (IOException | RuntimeException broken) {
        // RuntimeException: the library's, e.g. once its pool is closed.
        if (Thread.interrupted() || broken.getCause() instanceof InterruptedException) {
          throw new InterruptedException(call.action());
        }
        if (alarm.rang()) {
          String words = "no answer within %d s".formatted(call.deadline(limits).toSeconds());
          return undone(call, context, words);
        }
        Optional<Handshake.Trouble> trouble = Handshake.trouble(http.endpoint(), broken);
        return trouble.isPresent()
            ? new Outcome.NotSent<>(unreachable(call, trouble.get()))
            : undone(call, context, words(broken));
      }
    }
  }

  private <A> Outcome<A> undone(DockerCall<A> call, HttpClientContext context, String words) {
    return EngineHttp.sent(context)
        ? new Outcome.Lost<>(lost(call, words))
        : new Outcome.NotSent<>(
            unreachable(call, new Handshake.Trouble(words, Advice.onConnect(host, words))));
  }

  private HttpUriRequestBase request(DockerCall<?> call, String prefix) {
    var request =
        new HttpUriRequestBase(
            call.method(), URI.create(http.target().toURI() + prefix + call.path()));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(limits.read()))
            .setResponseTimeout(Timeout.of(call.silence(limits)))
            .setProtocolUpgradeEnabled(false)
            .build());
    call.credentials()
        .ifPresent(shown -> request.setHeader(RegistryAuth.HEADER, RegistryAuth.of(shown)));
    call.content()
        .ifPresent(content ->
            request.setEntity(
                new ByteArrayEntity(content.bytes(), ContentType.create(content.type()))));
    return request;
  }

  private <A> Outcome<A> outcome(DockerCall<A> call, ClassicHttpResponse response)
      throws IOException {
    int status = response.getCode();
    HttpEntity entity = response.getEntity();
    var body = entity == null ? InputStream.nullInputStream() : entity.getContent();
    Header theirs = response.getFirstHeader("Api-Version");
    var answer = new Answer(status, Optional.ofNullable(theirs).map(Header::getValue), body);
    if (status >= 400 && !call.understands(status)) {
      return new Outcome.Refused<>(status, refusal(call, refusalWords(answer)));
    }
    try {
      return new Outcome.Answered<>(call.read(answer));
    } catch (DockerCall.Refusal refusal) {
      return new Outcome.Refused<>(status, refusal(call, refusal.words()));
    }
  }

  /// The engine's own words: its JSON `message`, or the text as it is.
  private static String refusalWords(Answer answer) throws IOException {
    String text = new String(answer.upTo(MOST_WORDS), StandardCharsets.UTF_8).strip();
    String words;
    try {
      words = Json.parse(text).maybeText("message").orElse(text);
    } catch (IOException noJson) {
      words = text;
    }
    return "%s (%d)"
        .formatted(
            words.isBlank() ? "it gave no reason" : Words.brief(Words.plain(words), 1000),
            answer.status());
  }

  private static String words(Exception broken) {
    if (broken instanceof SocketTimeoutException) {
      return "it said nothing for too long";
    }
    if (broken instanceof InterruptedIOException || broken.getMessage() == null) {
      return "the connection broke off";
    }
    Throwable cause = broken instanceof HttpException ? broken.getCause() : null;
    return String.valueOf(cause == null ? broken.getMessage() : cause.getMessage());
  }

  private Problem refusal(DockerCall<?> call, String words) {
    return new Problem(
        "%s: could not %s".formatted(host, call.action()), words, Advice.onRefusal(host, words));
  }

  private Problem unreachable(DockerCall<?> call, Handshake.Trouble trouble) {
    return new Problem(
        "%s: could not %s: Docker cannot be reached%s".formatted(host, call.action(), where()),
        trouble.why(),
        trouble.next());
  }

  private String where() {
    return switch (http.endpoint()) {
      case Endpoint.AtSocket _ -> "";
      case Endpoint.Plain(var at) -> " at " + at;
      case Endpoint.Tls(var at, _) -> " at " + at;
    };
  }

  private Problem lost(DockerCall<?> call, String words) {
    return new Problem(
        "%s: could not %s: no answer that makes sense".formatted(host, call.action()),
        words,
        Advice.onLost(host));
  }

  private Problem tooOld() {
    return new Problem(
        "%s: its Docker Engine is too old".formatted(host),
        "Ballast needs Engine API %s (Engine 20.10) or newer".formatted(ApiVersion.OLDEST),
        "update Docker on " + host);
  }

  @Override
  public void close() {
    keeping.close(CloseMode.IMMEDIATE);
    fresh.close(CloseMode.IMMEDIATE);
  }
}
