package ballast.haproxy;

import ballast.haproxy.RuntimeCommand.CertificateCommand;
import ballast.model.Problem;
import ballast.model.Secret;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import java.io.IOException;
import java.time.Duration;

/// The certificates that a running HAProxy has, and how it gets others without a reload.
///
/// ```
/// (what someone left begun) -abort-> set -> look at what was set -> commit -> look at what serves
///                                     |            |                  |
///                                     '------------'------------------'--refused--> abort
/// ```
///
/// What was set and not committed serves nobody, and 2.6 takes a `set` of another file for more of
/// the same: so the change is looked at before it is committed.
public final class RuntimeCertificates {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String host;
  private final RuntimeTransport worker;

  public RuntimeCertificates(String host, RuntimeTransport worker) {
    this.host = host;
    this.worker = worker;
  }

  /// What became of a certificate.
  public sealed interface Loaded {
    /// New connections get it.
    record Serves() implements Loaded {}

    /// It did not get in by the socket; nothing changed.
    ///
    /// @param why in words
    record DidNotFit(String why) implements Loaded {}
  }

  /// What HAProxy serves for a file.
  ///
  /// @throws CallFailed when it does not tell
  public ShownCertificate show(CertificatePath file) throws CallFailed, InterruptedException {
    return look(new RuntimeCommand.ShowCertificate(file, RuntimeCommand.Stage.SERVING));
  }

  /// Has HAProxy serve another certificate under the name of a file that it knows.
  ///
  /// @param fingerprint of its first certificate, as in [ShownCertificate]
  /// @throws CallFailed with HAProxy's own words when it refuses it; then the one before serves on.
  ///   Where an answer was lost, doing it again does no harm.
  public Loaded load(CertificatePath file, Secret pem, String fingerprint)
      throws CallFailed, InterruptedException {
    var set = new RuntimeCommand.SetCertificate(file, pem);
    if (set.request().length() > RuntimeTransport.LONGEST_PAYLOAD) {
      return new Loaded.DidNotFit(
          "HAProxy's socket takes %d bytes at once".formatted(RuntimeTransport.LONGEST_PAYLOAD));
    }
    abortWhatWasBegun();
    try {
      String said = worker.ask(set.request(), PATIENCE);
      if (!saysAllOf(said, "Transaction ", " for certificate " + file + "!")) {
        throw refused(set, pem.hiddenIn(said));
      }
    } catch (IOException unsent) {
      abortWhatWasBegun();
      return new Loaded.DidNotFit(pem.hiddenIn(String.valueOf(unsent.getMessage())));
    }
    mustBe(fingerprint, new RuntimeCommand.ShowCertificate(file, RuntimeCommand.Stage.BEGUN));
    commit(new RuntimeCommand.CommitCertificate(file));
    mustBe(fingerprint, new RuntimeCommand.ShowCertificate(file, RuntimeCommand.Stage.SERVING));
    return new Loaded.Serves();
  }

  private void commit(RuntimeCommand.CommitCertificate commit)
      throws CallFailed, InterruptedException {
    String said;
    try {
      said = worker.ask(commit.request(), PATIENCE);
    } catch (IOException lost) {
      throw failed(RuntimeProblem.failure(commit.line(), lost), Effect.UNKNOWN);
    }
    if (!saysAllOf(said, "Success!")) {
      throw refused(commit, said);
    }
  }

  private static boolean saysAllOf(String said, String... words) {
    for (String word : words) {
      if (!said.contains(word)) {
        return false;
      }
    }
    return true;
  }

  private void mustBe(String fingerprint, RuntimeCommand.ShowCertificate show)
      throws CallFailed, InterruptedException {
    ShownCertificate shown = look(show);
    if (!shown.fingerprint().equals(fingerprint)) {
      abortWhatWasBegun();
      throw new CallFailed(
          new Problem(
              "%s: HAProxy has another certificate than it was given".formatted(host),
              "'%s' tells the fingerprint %s instead of %s"
                  .formatted(show.line(), shown.fingerprint(), fingerprint),
              "see whether someone else changes certificates there, then ballast setup"),
          Effect.UNKNOWN);
    }
  }

  private ShownCertificate look(RuntimeCommand.ShowCertificate show)
      throws CallFailed, InterruptedException {
    String said = ask(show);
    try {
      return ShownCertificate.parse(said);
    } catch (UnreadableReply other) {
      throw failed(
          said.contains("[3]: ")
              ? RuntimeProblem.refusal(show.line(), said)
              : RuntimeProblem.failure(show.line(), other),
          Effect.NONE);
    }
  }

  /// There can be one change at a time, and one that nobody committed is of a setup that died.
  private void abortWhatWasBegun() throws CallFailed, InterruptedException {
    var list = new RuntimeCommand.ShowCertificates();
    try {
      for (CertificatePath begun : ShownCertificate.begun(ask(list))) {
        String _ = ask(new RuntimeCommand.AbortCertificate(begun));
      }
    } catch (UnreadableReply unreadable) {
      throw failed(RuntimeProblem.failure(list.line(), unreadable), Effect.NONE);
    }
  }

  private String ask(RuntimeCommand command) throws CallFailed, InterruptedException {
    try {
      return worker.ask(command.request(), PATIENCE);
    } catch (IOException failure) {
      throw failed(RuntimeProblem.failure(command.line(), failure), Effect.NONE);
    }
  }

  private CallFailed refused(CertificateCommand command, String said)
      throws CallFailed, InterruptedException {
    abortWhatWasBegun();
    return failed(RuntimeProblem.refusal(command.line(), said), Effect.NONE);
  }

  private CallFailed failed(RuntimeProblem problem, Effect effect) {
    return new CallFailed(
        new Problem(host + ": " + problem.what(), problem.why(), problem.next()), effect);
  }
}
