package ballast.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ballast.model.Problem;
import ballast.ssh.SshLinks.Opened;
import ballast.ssh.SshLinks.Wish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Through a real ssh to a real sshd.
@Timeout(60)
class SshLinkLiveTest {
  private static final SshLimits PATIENT = SshLimits.defaults();

  /// Gives a host up that does not answer at once.
  private static final SshLimits HASTY = limits(Duration.ofSeconds(2), PATIENT.aliveInterval());

  /// Finds a silent host within seconds.
  static final SshLimits WATCHFUL = limits(PATIENT.connect(), Duration.ofSeconds(1));

  private static SshLimits limits(Duration connect, Duration aliveInterval) {
    return new SshLimits(
        connect, PATIENT.ready(), aliveInterval, 2, PATIENT.atOnce(), PATIENT.reopening());
  }

  private final List<String> asked = new CopyOnWriteArrayList<>();

  /// Until it is over the engine does not answer who asks it to stop something.
  private CountDownLatch silence = new CountDownLatch(0);

  private Path folder = Path.of("/");
  private Path engine = Path.of("/");
  private Optional<ServerSocketChannel> server = Optional.empty();
  private Optional<PrivateSshd> sshd = Optional.empty();

  @BeforeEach
  void anEngineThatSaysHello() throws IOException {
    folder = Files.createTempDirectory("be");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    engine = folder.resolve("docker.sock");
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(engine));
    Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rw-rw----"));
    server = Optional.of(listening);
    Thread.ofVirtual().start(() -> greet(listening));
  }

  private void greet(ServerSocketChannel listening) {
    try {
      while (true) {
        try (SocketChannel peer = listening.accept()) {
          ByteBuffer request = ByteBuffer.allocate(1000);
          peer.read(request);
          String words = new String(request.array(), 0, request.position(), US_ASCII);
          asked.add(words);
          if (words.contains("stop")) {
            silence.await();
          }
          peer.write(ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nhello".getBytes(US_ASCII)));
        }
      }
    } catch (IOException closed) {
      // the test is over
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() throws IOException {
    silence.countDown();
    if (sshd.isPresent()) {
      sshd.get().stop();
    }
    server.orElseThrow().close();
    Files.deleteIfExists(engine);
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private PrivateSshd sshd(String... settings) throws IOException, InterruptedException {
    PrivateSshd started = PrivateSshd.start(settings);
    sshd = Optional.of(started);
    return started;
  }

  private List<Forward> forwards() {
    return List.of(new Forward(Forward.DOCKER, engine.toString()), new Forward("h", "127.0.0.1:9"));
  }

  private Opened open(SshLimits limits, SshTarget... targets)
      throws IOException, InterruptedException {
    return SshLinks.open(
        List.of(targets).stream().map(target -> new Wish(target, forwards())).toList(),
        limits,
        _ -> {});
  }

  private SshLinks links(SshTarget target) throws IOException, InterruptedException {
    return links(target, PATIENT);
  }

  private SshLinks links(SshTarget target, SshLimits limits)
      throws IOException, InterruptedException {
    Opened opened = open(limits, target);
    assertThat(opened).isInstanceOf(Opened.All.class);
    return ((Opened.All) opened).links();
  }

  private Problem problem(SshTarget target) throws IOException, InterruptedException {
    return problem(target, PATIENT);
  }

  private Problem problem(SshTarget target, SshLimits limits)
      throws IOException, InterruptedException {
    Opened opened = open(limits, target);
    assertThat(opened).isInstanceOf(Opened.Unreachable.class);
    return Optional.ofNullable(((Opened.Unreachable) opened).problems().get("fe-1")).orElseThrow();
  }

  @Test
  void aLinkBringsTheEnginesSocketHereAndLeavesNothingBehind() throws Exception {
    Path socket;
    try (SshLinks links = links(sshd().target())) {
      Link link = links.to("fe-1");
      assertThat(link.facts())
          .isEqualTo(
              new Link.Facts(0, Optional.of(0L), Map.of(Forward.DOCKER, Link.Access.ALLOWED)));
      socket = link.door(Forward.DOCKER).path();
      assertThat(socket.toString().length()).isLessThan(100);
      assertThat(Files.getPosixFilePermissions(socket.resolveSibling("")))
          .doesNotContainAnyElementsOf(PosixFilePermissions.fromString("---rwxrwx"));
      assertThat(Knock.answered(socket, Duration.ofSeconds(5))).isTrue();
      assertThat(link.broken()).isEmpty();
    }
    assertThat(socket.resolve("../..").normalize()).doesNotExist();
  }

  @Test
  void aWrongKeyIsToldInSshsWords() throws Exception {
    Problem problem = problem(sshd().target("root", "wrong", "known"));
    assertThat(problem.what()).contains("fe-1");
    assertThat(problem.why()).contains("Permission denied");
    assertThat(problem.next()).contains("key");
  }

  @Test
  void anUnknownHostKeyIsNeverAccepted() throws Exception {
    Problem problem = problem(sshd().target("root", "right", "unknown"));
    assertThat(problem.why()).contains("Host key verification failed");
    assertThat(problem.next()).contains("once by hand");
  }

  @Test
  void aRefusedConnectionIsTold() throws Exception {
    PrivateSshd gone = sshd();
    gone.kill();
    assertThat(problem(gone.target()).why()).contains("Connection refused");
  }

  @Test
  void aHostThatNeverAnswersIsGivenUpInTime() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var target =
          new SshTarget(
              "fe-1",
              "127.0.0.1",
              OptionalInt.of(silent.getLocalPort()),
              Optional.empty(),
              Optional.empty(),
              List.of("-F", "none"));
      long began = System.nanoTime();
      assertThat(problem(target, HASTY).why()).containsAnyOf("timed out", "no answer");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aDeadLinkIsFoundAtOnce() throws Exception {
    PrivateSshd sshd = sshd();
    try (SshLinks links = links(sshd.target())) {
      sshd.kill();
      await().atMost(Duration.ofSeconds(3)).until(() -> links.to("fe-1").broken().isPresent());
    }
  }

  @Test
  void aHostThatHangsIsFoundWithinSeconds() throws Exception {
    PrivateSshd sshd = sshd();
    try (SshLinks links = links(sshd.target(), WATCHFUL)) {
      sshd.freeze();
      await().atMost(Duration.ofSeconds(10)).until(() -> links.to("fe-1").broken().isPresent());
      assertThat(links.to("fe-1").broken().orElseThrow().why()).contains("not responding");
    }
  }

  @Test
  void aUserWithoutPermissionIsToldWhatToDo() throws Exception {
    String nobody =
        "ForceCommand setpriv --reuid 65534 --regid 65534 --clear-groups sh -c \"$SSH_ORIGINAL_COMMAND\"";
    Problem problem = problem(sshd(nobody).target());
    assertThat(problem.why()).contains("user 65534 has no permission on " + engine);
    assertThat(problem.next()).contains("usermod -aG docker");
  }

  @Test
  void anAccountWithoutAShellIsToldInItsWords() throws Exception {
    assertThat(problem(sshd().target("nobody", "right", "known")).why())
        .contains("This account is currently not available");
  }

  @Test
  void whereForwardsAreForbiddenDockersOwnClientHandsBytesOn() throws Exception {
    try (SshLinks links = links(sshd("AllowStreamLocalForwarding no").target())) {
      Link link = links.to("fe-1");
      assertThat(link.reach()).isEqualTo(Link.Reach.DOCKER_ALONE);
      Path socket = link.door(Forward.DOCKER).path();
      for (int i = 0; i < 3; i++) {
        assertThat(Knock.answered(socket, Duration.ofSeconds(5))).isTrue();
      }
    }
  }

  @Test
  void whereForwardsAreForbiddenWhoHasHungUpBeforeTheLoginIsNotServedLate() throws Exception {
    try (SshLinks links = links(sshd("AllowStreamLocalForwarding no").target())) {
      Path socket = links.to("fe-1").door(Forward.DOCKER).path();
      connect(socket).close();
      // Logins take about the same time: after three of them the first has long been through.
      for (int i = 0; i < 3; i++) {
        assertThat(Knock.answered(socket, Duration.ofSeconds(5))).isTrue();
      }
      assertThat(asked).isNotEmpty().noneMatch(request -> request.contains("stop"));
    }
  }

  @Test
  void whereForwardsAreForbiddenWhoHangsUpOnASilentEngineKeepsNoLogin() throws Exception {
    SshTarget target = sshd("AllowStreamLocalForwarding no").target();
    try (SshLinks links = links(target)) {
      Path socket = links.to("fe-1").door(Forward.DOCKER).path();
      silence = new CountDownLatch(1);
      SocketChannel waiting = connect(socket);
      await().untilAsserted(() -> assertThat(asked).anyMatch(request -> request.contains("stop")));
      assertThat(logins(target)).isEqualTo(1);
      waiting.close();
      await().until(() -> logins(target) == 0);
    }
  }

  /// Those through which docker's client hands bytes on.
  private static long logins(SshTarget target) {
    String port = Integer.toString(target.port().orElseThrow());
    return ProcessHandle.current()
        .children()
        .map(child -> child.info().commandLine().orElse(""))
        .filter(words -> words.contains(port) && words.contains("dial-stdio"))
        .count();
  }

  private static SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    channel.write(ByteBuffer.wrap("POST /containers/x/stop HTTP/1.0\r\n\r\n".getBytes(US_ASCII)));
    return channel;
  }

  @Test
  void whereForwardsAreForbiddenAndDockersClientIsMissingThatIsTold() throws Exception {
    Path bin = folder.resolve("bin");
    Files.createDirectory(bin);
    for (String program : List.of("sh", "cat", "id", "stat")) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("/bin", program));
    }
    String bare = "ForceCommand PATH=%s exec sh -c \"$SSH_ORIGINAL_COMMAND\"".formatted(bin);
    Problem problem = problem(sshd("AllowStreamLocalForwarding no", bare).target());
    assertThat(problem.what()).contains("Docker cannot be reached through ssh");
    assertThat(problem.why()).contains("docker: not found");
    assertThat(problem.next()).contains("install Docker's client", "AllowStreamLocalForwarding");
  }

  @Test
  void everyHostThatFailsIsToldAndNoLinkStays() throws Exception {
    PrivateSshd sshd = sshd();
    SshTarget wrong = sshd.target("root", "wrong", "known");
    var other =
        new SshTarget(
            "fe-2", wrong.address(), wrong.port(), wrong.user(), wrong.key(), wrong.extra());
    var good =
        new SshTarget(
            "fe-3",
            wrong.address(),
            wrong.port(),
            wrong.user(),
            sshd.target().key(),
            wrong.extra());
    Opened opened = open(PATIENT, wrong, other, good);
    assertThat(opened)
        .isInstanceOfSatisfying(
            Opened.Unreachable.class,
            unreachable -> assertThat(unreachable.problems()).containsOnlyKeys("fe-1", "fe-2"));
  }

  @Test
  void aHostWithoutAnEngineIsTold() throws Exception {
    server.orElseThrow().close();
    Files.delete(engine);
    assertThat(problem(sshd().target()).what()).contains("no Docker Engine");
  }

  @Test
  void thisMachineNeedsNoSsh() throws Exception {
    var local = new LocalLink(forwards().subList(0, 1));
    assertThat(local.door(Forward.DOCKER).path()).isEqualTo(engine);
    assertThat(local.facts().access(Forward.DOCKER)).isEqualTo(Link.Access.ALLOWED);
    assertThat(local.facts().dockerGid()).contains(0L);
    assertThatCode(local::close).doesNotThrowAnyException();
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> local.door("x")))
        .isNotNull();
  }
}
