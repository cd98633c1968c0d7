package ballast.config;

import static ballast.config.Texts.mistakeWith;
import static ballast.config.Texts.warningsWith;
import static ballast.config.Texts.with;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Hook;
import ballast.model.HookPoint;
import ballast.model.NotifyTo;
import ballast.model.NotifyTo.Address;
import ballast.model.NotifyTo.Words;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `hooks:` and `notify:`.
class HooksConfigTest {
  private static final Path HERE = Path.of("");

  @Test
  void aHookIsAListATextOrAMapping() {
    var hooks =
        with("""
        hooks:
          before: [./announce, "two words"]
          after: ./announce --release 'two words'
          before_slot: {run: [./silence], deadline: 2m, where: controller}
        """)
            .hooks();
    Duration usual = Duration.ofSeconds(30);
    assertThat(hooks)
        .isEqualTo(
            Map.of(
                HookPoint.BEFORE,
                new Hook(List.of("./announce", "two words"), HERE, usual),
                HookPoint.AFTER,
                new Hook(List.of("./announce", "--release", "two words"), HERE, usual),
                HookPoint.BEFORE_SLOT,
                new Hook(List.of("./silence"), HERE, Duration.ofMinutes(2))));
  }

  @Test
  void thereIsAKeyForEveryHook() {
    assertThat(Key.in(Optional.of(Key.HOOKS)).stream().map(Key::word))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(HookPoint.values()).map(HookPoint::word).toList());
  }

  @Test
  void mistakesAreToldWhereTheyAre() {
    assertThat(mistakeWith("hooks: {befor: [x]}")).contains("did you mean 'before'?");
    assertThat(mistakeWith("hooks: {after: []}")).contains("hooks.after: an empty list");
    assertThat(mistakeWith("hooks: {after: {deadline: 5s}}"))
        .contains("hooks.after: a hook without a command");
    assertThat(mistakeWith("hooks: {after: {run: [x], deadline: 0s}}"))
        .contains("hooks.after.deadline: '0s' is not a deadline");
    assertThat(mistakeWith("hooks: {after: {run: [x], where: host}}"))
        .contains("hooks.after.where: not yet: 'host'");
    assertThat(mistakeWith("hooks: {after_slot: {runs: [x], run: [y]}}"))
        .contains("unknown key 'runs'", "did you mean 'run'?");
  }

  @Test
  void whatOnlyAShellUnderstandsIsWarnedOf() {
    assertThat(warningsWith("hooks: {after: echo done > /dev/null}"))
        .singleElement()
        .asString()
        .contains("hooks.after: no shell runs it, so '>'");
  }

  @Test
  void anAddressIsWrittenOrKeptElsewhere() {
    var told =
        with("""
        notify:
          webhook: [https://ops.example/hook/s3cret, {env: OPS_HOOK}]
          slack: {file: secrets/slack}
        """)
            .notifyTo();
    assertThat(told)
        .containsExactly(
            new NotifyTo(
                Words.WEBHOOK, new Address.Literal(URI.create("https://ops.example/hook/s3cret"))),
            new NotifyTo(Words.WEBHOOK, new Address.InEnvironment("OPS_HOOK")),
            new NotifyTo(Words.SLACK, new Address.InFile(Path.of("secrets/slack"))));
    assertThat(with("notify: {slack: \"${env:SLACK}\"}").notifyTo())
        .containsExactly(new NotifyTo(Words.SLACK, new Address.InEnvironment("SLACK")));
    assertThat(told.toString()).contains("https://ops.example/...").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notify: {slack: ftp://hooks.example/s3cret}",
        "notify: {slack: \"https://s3cret with blanks\"}",
        "notify: {slack: [{url: https://hooks.example/s3cret}]}",
        "notify: {slack: \"https:/s3cret\"}",
        "notify: {webhook: {env: A, file: s3cret}}",
        "notify: {slak: https://hooks.example/s3cret}",
        "notify: https://hooks.example/s3cret",
        "notify:\n  webhook:\n\t- https://hooks.example/s3cret"
      })
  void noMistakeInAnAddressShowsIt(String lines) {
    var mistakes = Texts.mistakes(Texts.FOUR + lines);
    assertThat(mistakes).isNotEmpty();
    assertThat(Diagnostic.render(mistakes)).doesNotContain("s3cret");
  }
}
