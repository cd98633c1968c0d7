package ballast.docker;

import ballast.model.Credentials;
import ballast.model.Digest;
import ballast.model.Problem;
import ballast.model.RegistryName;
import ballast.model.Secret;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Keyring;
import java.util.Optional;

/// Registries, asked by an engine, which is shown this machine's credentials with each question and
/// keeps none.
final class Registry {
  private final DockerClient client;
  private final Keyring keyring;

  Registry(DockerClient client, Keyring keyring) {
    this.client = client;
    this.keyring = keyring;
  }

  /// @param image `repository@sha256:…`, or `repository:tag`
  void pull(String image, Engine.PullWatch watch) throws CallFailed, InterruptedException {
    RegistryName registry = RegistryName.of(image);
    Optional<Credentials> shown = keyring.credentials(registry);
    ask(new ImageCall.Pull(image, shown, watch), registry);
  }

  /// What a tag stands for now.
  Digest resolve(String repository, String tag) throws CallFailed, InterruptedException {
    RegistryName registry = RegistryName.of(repository);
    Optional<Credentials> shown = keyring.credentials(registry);
    return ask(new ImageCall.Resolve(repository, tag, shown), registry);
  }

  private <A> A ask(ImageCall<A> call, RegistryName registry)
      throws CallFailed, InterruptedException {
    try {
      return client.ask(call);
    } catch (CallFailed failed) {
      // Not its cause: what was caught may repeat what the registry was shown.
      throw new CallFailed(
          problem(failed.problem(), call.credentials(), registry), failed.effect());
    }
  }

  private static Problem problem(
      Problem theirs, Optional<Credentials> shown, RegistryName registry) {
    String why = shown.map(one -> hide(one, theirs.why())).orElse(theirs.why());
    return Advice.isDenial(theirs.why())
        ? new Problem(theirs.what(), why + "; " + asked(shown, registry), next(shown, registry))
        : new Problem(theirs.what(), why, theirs.next());
  }

  private static String hide(Credentials shown, String words) {
    // What it is really shown is the header, with the value inside.
    return Secret.of(RegistryAuth.of(shown)).hiddenIn(shown.secret().hiddenIn(words));
  }

  private static String asked(Optional<Credentials> shown, RegistryName registry) {
    return shown
        .map(one -> "it was asked " + one.told())
        .orElseGet(() ->
            "it was asked without credentials: Docker's config.json on this machine has none for %s"
                .formatted(registry));
  }

  private static String next(Optional<Credentials> shown, RegistryName registry) {
    String login =
        "docker login %s on this machine, or set registry: in ballast.yml".formatted(registry);
    return shown.isPresent()
        ? "see that this user may read the image and that the password is right: " + login
        : login;
  }
}
