package ballast.sim;

/// What goes wrong in a rehearsal.
public enum Mishap {
  /// Containers of the new release end soon after each start.
  CRASH,
  /// Containers of the new release never answer their health check as they should.
  SICK,
  /// Containers of the new release take most of their health deadline to answer it.
  SLOW,
  /// Calls are applied, and now and then their answers are lost.
  LOST_REPLIES,
  /// The link to one host breaks for a while; its traffic goes on.
  LINK_CUT,
  /// One host goes down with all that is on it, and comes up again.
  POWER_CUT,
  /// Someone takes a slot out, and leaves it so.
  HAND,
  /// Ballast itself dies on the way, and the same command is run again.
  KILL
}
