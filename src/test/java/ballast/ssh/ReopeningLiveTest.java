package ballast.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ballast.ssh.SshLimits.Reopening;
import ballast.ssh.SshLinks.Opened;
import ballast.ssh.SshLinks.Wish;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A link whose ssh dies, through a real ssh to a real sshd. What it leads to sends back what it is
/// sent, line by line, so a call is a question and its answer.
@Timeout(60)
class ReopeningLiveTest {
  private static final String ECHO = "e";
  private static final Reopening PATIENT =
      new Reopening(
          Duration.ofSeconds(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  @TempDir private Path folder;
  private final List<String> news = new CopyOnWriteArrayList<>();
  private ServerSocketChannel server;
  private PrivateSshd sshd;

  @BeforeEach
  void start() throws Exception {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("echo")));
    Thread.ofVirtual().start(this::serve);
    sshd = PrivateSshd.start();
  }

  @AfterEach
  void stop() throws Exception {
    sshd.stop();
    server.close();
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel peer = server.accept();
        Thread.ofVirtual().start(() -> echo(peer));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void echo(SocketChannel peer) {
    try (peer) {
      var buffer = ByteBuffer.allocate(100);
      while (peer.read(buffer) > 0) {
        peer.write(buffer.flip());
        buffer.clear();
      }
    } catch (IOException gone) {
      // whoever asked is gone
    }
  }

  private SshLinks open(Reopening reopening) throws Exception {
    SshLimits watchful = SshLinkLiveTest.WATCHFUL;
    var limits =
        new SshLimits(
            watchful.connect(),
            watchful.ready(),
            watchful.aliveInterval(),
            watchful.aliveMisses(),
            watchful.atOnce(),
            reopening);
    var forward = new Forward(ECHO, folder.resolve("echo").toString());
    Opened opened =
        SshLinks.open(List.of(new Wish(sshd.target(), List.of(forward))), limits, news::add);
    assertThat(opened).isInstanceOf(Opened.All.class);
    return ((Opened.All) opened).links();
  }

  private static SocketChannel connection(Link link) throws IOException, InterruptedException {
    return SocketChannel.open(UnixDomainSocketAddress.of(link.door(ECHO).path()));
  }

  private static boolean answers(Link link) throws IOException, InterruptedException {
    try (SocketChannel channel = connection(link)) {
      channel.write(ByteBuffer.wrap("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      return channel.read(ByteBuffer.allocate(5)) == 5;
    }
  }

  /// Every ssh of this test's that runs.
  private List<ProcessHandle> ssh() {
    try (Stream<ProcessHandle> all = ProcessHandle.current().children()) {
      return all.filter(ProcessHandle::isAlive)
          .filter(one -> one.info().commandLine().orElse("").contains(" -p " + sshd.port() + " "))
          .toList();
    }
  }

  private void killSsh() {
    List<ProcessHandle> all = ssh();
    assertThat(all).hasSize(1);
    all.getFirst().destroyForcibly();
    all.getFirst().onExit().join();
  }

  @Test
  void aLinkWhoseSshWasKilledIsOpenedAgainByTheNextCall() throws Exception {
    try (SshLinks links = open(PATIENT)) {
      Link link = links.to("fe-1");
      Path before = link.door(ECHO).path();
      for (int i = 0; i < 3; i++) {
        killSsh();
        assertThat(link.broken()).isPresent();
        assertThat(answers(link)).isTrue();
        assertThat(link.broken()).isEmpty();
      }
      assertThat(link.door(ECHO).path()).isEqualTo(before);
      assertThat(news).hasSize(3).allMatch(line -> line.contains("fe-1"));
    }
    assertThat(ssh()).isEmpty();
  }

  @Test
  void aCallInFlightFailsAtOnceAndTheNextOneGoesThrough() throws Exception {
    try (SshLinks links = open(PATIENT)) {
      Link link = links.to("fe-1");
      try (SocketChannel inFlight = connection(link)) {
        killSsh();
        assertThat(ended(inFlight)).isTrue();
      }
      assertThat(answers(link)).isTrue();
    }
  }

  private static boolean ended(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void anSshThatIsStoppedIsFoundAndReplaced() throws Exception {
    try (SshLinks links = open(PATIENT)) {
      Link link = links.to("fe-1");
      try (SocketChannel inFlight = connection(link)) {
        PrivateSshd.run("kill", "-STOP", Long.toString(ssh().getFirst().pid()));
        assertThat(ended(inFlight)).isTrue();
      }
      await().until(() -> link.broken().isPresent());
      assertThat(link.broken().orElseThrow().why()).contains("no sign of life");
      assertThat(answers(link)).isTrue();
    }
  }

  @Test
  void aHostThatIsStoppedIsFoundAndReachedAnewOnceItAnswers() throws Exception {
    try (SshLinks links = open(PATIENT)) {
      Link link = links.to("fe-1");
      try (SocketChannel inFlight = connection(link)) {
        sshd.freeze();
        assertThat(ended(inFlight)).isTrue();
      }
      sshd.cut();
      assertThat(answers(link)).isTrue();
    }
  }

  @Test
  void aLinkIsTriedAgainUntilTheHostLetsItIn() throws Exception {
    try (SshLinks links = open(PATIENT);
        var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      Link link = links.to("fe-1");
      sshd.kill();
      await().until(() -> link.broken().isPresent());
      Future<Boolean> call = crew.submit(() -> answers(link));
      // Refused for as long as some tries take.
      assertThat(
              catchThrowableOfType(
                  java.util.concurrent.TimeoutException.class,
                  () -> call.get(1, java.util.concurrent.TimeUnit.SECONDS)))
          .isNotNull();
      sshd.startAgain();
      assertThat(call.get()).isTrue();
    }
  }

  @Test
  void ofManyCallsThatFindItDeadOneOpensIt() throws Exception {
    try (SshLinks links = open(PATIENT);
        var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      Link link = links.to("fe-1");
      killSsh();
      List<Callable<Boolean>> calls = java.util.Collections.nCopies(30, () -> answers(link));
      for (Future<Boolean> call : crew.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
      assertThat(ssh()).hasSize(1);
      assertThat(news).hasSize(1);
    }
  }

  @Test
  void aCallThatWaitedForLongIsNotSent() throws Exception {
    var strict = new Reopening(PATIENT.patience(), PATIENT.pause(), PATIENT.whole(), Duration.ZERO);
    try (SshLinks links = open(strict)) {
      Link link = links.to("fe-1");
      killSsh();
      assertThat(down(link).problem().why()).contains("was not sent");
      assertThat(answers(link)).isTrue();
    }
  }

  @Test
  void whereTheHostStaysAwayCallsFailInTimeAndThenAtOnce() throws Exception {
    var hurried =
        new Reopening(
            Duration.ofMillis(500), PATIENT.pause(), Duration.ofSeconds(1), PATIENT.fresh());
    try (SshLinks links = open(hurried)) {
      Link link = links.to("fe-1");
      sshd.kill();
      await().until(() -> link.broken().isPresent());
      long began = System.nanoTime();
      assertThat(down(link).problem().what()).contains("fe-1");
      await().atMost(Duration.ofSeconds(5)).until(() -> tookMillis(link) < 100);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
      sshd.startAgain();
      await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> answers(link));
    }
  }

  private static long tookMillis(Link link) {
    long began = System.nanoTime();
    down(link);
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  private static Door.LinkDown down(Link link) {
    var down = catchThrowableOfType(Door.LinkDown.class, () -> link.door(ECHO).path());
    assertThat(down).isNotNull();
    return down;
  }

  @Test
  void whatOnlyAPersonCanMendIsNotTriedForLong() throws Exception {
    try (SshLinks links = open(PATIENT)) {
      Link link = links.to("fe-1");
      sshd.lockOut();
      killSsh();
      long began = System.nanoTime();
      assertThat(down(link).problem().why()).contains("Permission denied");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aLinkThatIsClosedWhileItIsOpenedAgainLeavesNothingBehind() throws Exception {
    Path socket;
    SshLinks links = open(PATIENT);
    try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      Link link = links.to("fe-1");
      socket = link.door(ECHO).path();
      sshd.kill();
      await().until(() -> link.broken().isPresent());
      Future<Path> waits = crew.submit(() -> link.door(ECHO).path());
      await().until(() -> !ssh().isEmpty());
      links.close();
      assertThat(catchThrowableOfType(java.util.concurrent.ExecutionException.class, waits::get))
          .hasCauseInstanceOf(Door.LinkDown.class);
    }
    assertThat(ssh()).isEmpty();
    assertThat(socket.resolve("../..").normalize()).doesNotExist();
  }
}
