package ballast.port;

import ballast.model.EdgeView;
import ballast.model.Host;

/// The load balancer in front of the hosts, as far as one service is concerned. What it is told
/// takes effect in its own time, from milliseconds to minutes: [#read] tells how far it is.
public interface Edge {
  /// What the edge does with a host now.
  ///
  /// @throws CallFailed when that could not be read, or when the edge knows no such host
  EdgeView read(Host host) throws CallFailed, InterruptedException;

  /// Asks the edge to send the host nothing new and to let what is in flight finish. Returns once
  /// the edge has taken the wish, or has something to end first: whoever wants it says it again
  /// until [#read] tells that it is so. To say it again changes nothing, nor does it where someone
  /// else keeps the host out.
  ///
  /// @throws CallFailed when the edge refused, or when it is not known whether it took the wish
  void leave(Host host) throws CallFailed, InterruptedException;

  /// Asks the edge to send the host requests again, as soon as its own check finds it well. Returns
  /// as [#leave] does; to say it again changes nothing.
  ///
  /// @throws CallFailed when the edge refused, when someone else keeps the host out, or when it is
  ///   not known whether it took the wish
  void join(Host host) throws CallFailed, InterruptedException;
}
