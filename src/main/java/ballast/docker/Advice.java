package ballast.docker;

/// What to do about what an engine says: every such text is here.
final class Advice {
  private Advice() {}

  /// For a socket that cannot be connected to.
  static String onConnect(String host, String words) {
    if (Words.saysOneOf(words, "permission denied", "eacces")) {
      return "on %s: sudo usermod -aG docker \"$USER\", then log in again".formatted(host);
    }
    if (Words.saysOneOf(words, "no such file", "connection refused")) {
      return "on %s: sudo systemctl start docker".formatted(host);
    }
    return "on %s: docker info".formatted(host);
  }

  /// For an engine that went silent or broke off.
  static String onLost(String host) {
    return "on %s: docker info, and journalctl -u docker; then run the same command again: it reads what is there first"
        .formatted(host);
  }

  /// Whether these are the words of a registry, or of an engine, that wants to know who asks, or
  /// knows and says no.
  static boolean isDenial(String words) {
    return Words.saysOneOf(
        words, "unauthorized", "authentication required", "no basic auth", "denied", "forbidden");
  }

  /// For an engine's refusal.
  static String onRefusal(String host, String words) {
    if (Words.saysOneOf(words, "no space left on device")) {
      return "make room on %s: docker system df, then docker image prune".formatted(host);
    }
    if (Words.saysOneOf(words, "port is already allocated", "address already in use")) {
      return "see what has that port on %s: ss -ltnp, and docker ps; or change `container: publish`"
          .formatted(host);
    }
    if (Words.saysOneOf(
        words, "manifest unknown", "no such manifest", "manifest for", "not found: manifest")) {
      return "check the tag and `image` in ballast.yml: is it pushed?";
    }
    if (Words.saysOneOf(words, "server gave http response to https client")) {
      return "add that registry to insecure-registries in /etc/docker/daemon.json on %s, or give it a certificate"
          .formatted(host);
    }
    if (Words.saysOneOf(
        words,
        "connection refused",
        "no such host",
        "i/o timeout",
        "no route to host",
        "request canceled",
        "tls handshake timeout",
        "x509:")) {
      return "see whether %s reaches the registry: docker pull there".formatted(host);
    }
    if (Words.saysOneOf(words, "is already in use by container")) {
      return "give that container on %s another name, or remove it: docker rename, docker rm"
          .formatted(host);
    }
    if (Words.saysOneOf(words, "oci runtime create failed")) {
      return "check `container: command` in ballast.yml against what is in the image";
    }
    if (Words.saysOneOf(words, "no such image")) {
      return "pull it on %s, or deploy a release that the registry has".formatted(host);
    }
    if (Words.saysOneOf(words, "no such container")) {
      return "someone removed it: ballast status, then deploy again";
    }
    if (Words.saysOneOf(words, "pool overlaps")) {
      return "give this service a /24 of its own: `balancer: {subnet: 172.30.78}` in ballast.yml; docker network ls on %s shows who has which"
          .formatted(host);
    }
    if (Words.saysOneOf(words, "network") && Words.saysOneOf(words, "not found")) {
      return "ballast setup, or create that network on %s".formatted(host);
    }
    return "see the engine's own log on %s: journalctl -u docker".formatted(host);
  }
}
