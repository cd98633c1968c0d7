package ballast.haproxy;

/// What a socket is allowed to do (`show cli level`). Everything that changes a server needs
/// [#ADMIN].
public enum Level {
  USER,
  OPERATOR,
  ADMIN;

  public static Level parse(String reply) throws UnreadableReply {
    return switch (reply.strip()) {
      case "user" -> USER;
      case "operator" -> OPERATOR;
      case "admin" -> ADMIN;
      default -> throw UnreadableReply.expected("user, operator or admin", reply.strip());
    };
  }
}
