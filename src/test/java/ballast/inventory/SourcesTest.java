package ballast.inventory;

import static ballast.inventory.LikeAnsibleTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where an inventory comes from, and where each of its values was written.
class SourcesTest {
  private final InventoryReader reader = new InventoryReader(Path.of("/home/someone"));

  @TempDir Path folder = Path.of("");

  @Test
  void everyValueKnowsTheFileAndLineItCameFrom() throws IOException, InterruptedException {
    Path hosts = write("hosts", "[web]\nfe-1  a=1 b=2\n[web:vars]\n  c = 3\n");
    Path vars = write("group_vars/web.yml", "---\nd: 4\nc: {deep: 5}\n");
    Path json = write("host_vars/fe-1.json", "{\n  \"e\": \"x\"}");
    assertThat(origin(hosts, "b")).isEqualTo(hosts + ":2:11");
    assertThat(origin(hosts, "c")).isEqualTo(vars + ":3:4");
    assertThat(origin(hosts, "d")).isEqualTo(vars + ":2:4");
    assertThat(origin(hosts, "e")).isEqualTo(json + ":2:8");
  }

  private String origin(Path source, String variable) throws InterruptedException {
    InventoryHost host = read(reader.read(List.of(source.toString()))).hosts().getFirst();
    return Optional.ofNullable(host.vars().get(variable)).orElseThrow().origin().toString();
  }

  @Test
  void textWithoutAFileIsReadInWhateverFormItHas() {
    for (String text :
        List.of(
            "fe-1 a=1\n",
            "all:\n  hosts:\n    fe-1: {a: 1}\n",
            "{\"all\": {\"hosts\": {\"fe-1\": {\"a\": 1}}}}",
            "{\"_meta\": {\"hostvars\": {\"fe-1\": {\"a\": 1}}}, \"all\": {\"hosts\": [\"fe-1\"]}}")) {
      InventoryHost host = read(reader.readText("standard input", text)).hosts().getFirst();
      assertThat(host.name()).isEqualTo("fe-1");
      assertThat(host.vars().get("a"))
          .asInstanceOf(type(Value.Whole.class))
          .extracting(value -> value.number().intValueExact())
          .isEqualTo(1);
    }
  }

  @Test
  void ofSeveralSourcesTheLaterOneCounts() throws IOException, InterruptedException {
    Path first = write("one/hosts", "fe-1 a=1 b=1\n");
    Path second = write("two/hosts", "fe-1 b=2\nfe-2\n");
    Path beside = write("two/host_vars/fe-1", "a: 3\n");
    Inventory inventory = read(reader.read(List.of(first.toString(), second.toString())));
    assertThat(inventory.hosts()).extracting(InventoryHost::name).containsExactly("fe-1", "fe-2");
    assertThat(inventory.hosts().getFirst().vars().values())
        .extracting(value -> value.origin().file())
        .containsExactly(beside.toString(), second.toString());
  }

  @Test
  void iniFilesOfAFolderAreReadUnlessTheyConfigureAScript()
      throws IOException, InterruptedException {
    write("web.ini", "fe-1\n");
    write("cloud.ini", "[settings]\nnot = an inventory\n");
    Path script =
        write("cloud.sh", "#!/bin/sh\necho '{\"_meta\": {\"hostvars\": {}}, \"c\": [\"c-1\"]}'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(read(reader.read(List.of(folder.toString()))).hosts())
        .extracting(InventoryHost::name)
        .containsExactly("c-1", "fe-1");
  }

  @Test
  void aFileOfVariablesThatIsEncryptedWholeIsSkippedWithAWarning()
      throws IOException, InterruptedException {
    Path hosts = write("hosts", "[web]\nfe-1\n");
    Path vault = write("group_vars/all/vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n3132\n");
    write("group_vars/all/plain.yml", "a: 1\n");
    Reading reading = reader.read(List.of(hosts.toString()));
    assertThat(read(reading).hosts().getFirst().vars()).containsOnlyKeys("a");
    assertThat(((Reading.Read) reading).warnings())
        .singleElement()
        .extracting(warning -> warning.at().file())
        .isEqualTo(vault.toString());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
    return Files.writeString(file, text);
  }
}
