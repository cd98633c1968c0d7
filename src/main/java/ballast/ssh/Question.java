package ballast.ssh;

import ballast.port.Probe.Answer;

/// What a container is asked, to see whether it is healthy.
interface Question extends AutoCloseable {
  Answer ask(SlotProbe.Way.Open way) throws InterruptedException;

  @Override
  void close();
}
