package ballast.haproxy;

import static ballast.haproxy.MemberTest.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.model.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests at the real HAProxy, whose config has a part of each service.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingLiveTest {
  private static final Member SHOP =
      plain("shop", new Route(List.of("shop.example", "www.shop.example"), Optional.empty()));
  private static final Member API =
      plain("api", new Route(List.of("shop.example"), Optional.of("/api")));
  private static final Member OLD =
      plain("old", new Route(List.of("shop.example"), Optional.of("/api/v1")));
  private static final Member FILES = plain("files", new Route(List.of(), Optional.of("/files")));

  @TempDir Path folder;
  private int port;
  private Optional<Process> haproxy = Optional.empty();

  @BeforeEach
  void findAPort() throws IOException {
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (haproxy.isPresent()) {
      haproxy.get().destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example, /, shop",
    "SHOP.example:8080, /x, shop",
    "www.shop.example, /api, shop",
    "shop.example, /api, api",
    "shop.example, /api/users?of=/files, api",
    "shop.example, /apis, shop",
    "shop.example, /api/v1/x, old",
    "shop.example, /api/v10, api",
    "other.example, /files/a, files",
    "shop.example, /files/a, shop",
    "other.example, /, ''",
  })
  void aRequestGoesToTheServiceWithTheNarrowestRoute(String host, String path, String service)
      throws Exception {
    start(List.of(SHOP, API, OLD, FILES));
    assertThat(answer(host, path))
        .startsWith(service.isEmpty() ? "HTTP/1.1 404 " : "HTTP/1.1 200 ")
        .endsWith(service.isEmpty() ? "No service takes this." : service);
  }

  @Test
  void whoSaysNoRouteGetsTheRest() throws Exception {
    start(List.of(SHOP, plain("rest", Route.REST)));
    assertThat(answer("other.example", "/")).endsWith("rest");
    assertThat(answer("shop.example", "/")).endsWith("shop");
  }

  private void start(List<Member> members) throws IOException {
    Path shared = Files.createDirectories(folder.resolve("shared.d"));
    for (Member member : members) {
      Files.writeString(
          shared.resolve(member.service() + ".cfg"),
          member.file(
              "backend %1$s\n    http-request return status 200 content-type text/plain string %1$s\n"
                  .formatted(member.backend())));
    }
    Path front =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
                mode http
                timeout client 5s
                timeout server 5s
                timeout connect 1s
            """
                + Routing.frontend(members).replace("bind :80", "bind 127.0.0.1:" + port));
    haproxy =
        Optional.of(
            new ProcessBuilder(
                    RealHaproxy.program().toString(),
                    "-db",
                    "-f",
                    front.toString(),
                    "-f",
                    shared.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start());
    await().ignoreExceptions().until(() -> answer("x", "/").startsWith("HTTP/1.1 "));
  }

  private String answer(String host, String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
