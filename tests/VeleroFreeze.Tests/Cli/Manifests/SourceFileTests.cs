using System.Text;
using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Cli.Manifests.Splicing;

namespace VeleroFreeze.Tests.Cli.Manifests;

public sealed class SourceFileTests
{
    private const string Manifest = """
        # a VM
        kind: VirtualMachine
        metadata:
          name: db
        spec:
          template:
            metadata:
              annotations: &a
                "😀": 日本
                pre/command: |
                  x
              labels: {b: c, 😀: [d, {e: f}]}
            spec:
            copy: *a
        """;

    [Theory]
    [InlineData("", "2:1", "2:1")]
    [InlineData("/kind", "2:7", "2:1")]
    [InlineData("/metadata", "4:3", "3:1")]
    [InlineData("/spec/template/metadata/annotations", "8:20", "8:7")]
    [InlineData("/spec/template/metadata/annotations/😀", "9:14", "9:9")]
    [InlineData("/spec/template/metadata/annotations/pre~1command", "10:22", "10:9")]
    [InlineData("/spec/template/metadata/labels/😀/0", "12:26", "12:26")]
    [InlineData("/spec/template/metadata/labels/😀/1/e", "12:33", "12:30")]
    // What is absent: the key of the nearest value around it.
    [InlineData("/spec/template/metadata/annotations/absent", "8:7", "8:7")]
    [InlineData("/spec/template/metadata/labels/😀/7", "12:22", "12:22")]
    [InlineData("/absent/x/y", "2:1", "2:1")]
    // An empty value stands nowhere, so its key is named; an alias stands where it stands.
    [InlineData("/spec/template/spec", "13:5", "13:5")]
    [InlineData("/spec/template/spec/domain", "13:5", "13:5")]
    [InlineData("/spec/template/copy", "14:11", "14:5")]
    [InlineData("/spec/template/copy/pre~1command", "10:22", "10:9")]
    public void Values_and_keys_have_positions(string pointer, string value, string key)
    {
        var o = Parse(Manifest).Objects.ShouldHaveSingleItem();

        Text(o.PositionOf(PatchReader.Pointer(pointer))).ShouldBe(value);
        Text(o.PositionOfKey(PatchReader.Pointer(pointer))).ShouldBe(key);
    }

    [Theory]
    [InlineData("/kind", "2:11", "2:3")]
    [InlineData("/é/0", "3:10", "3:10")]
    [InlineData("/é/1/x", "4:10", "4:5")]
    public void Json_has_positions_too(string pointer, string value, string key)
    {
        var o = Parse("{\r\n  \"kind\": \"😀\",\r\n  \"é\": [ 12,\r\n  { \"x\": null } ]}\r\n").Objects.ShouldHaveSingleItem();

        Text(o.PositionOf(PatchReader.Pointer(pointer))).ShouldBe(value);
        Text(o.PositionOfKey(PatchReader.Pointer(pointer))).ShouldBe(key);
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_move_no_position()
    {
        var o = Parse("\uFEFF---\r\nkind: a\r\n\r\nmetadata: {name:\r\n  b}\r\n").Objects.ShouldHaveSingleItem();

        Text(o.PositionOf(PatchReader.Pointer("/metadata/name"))).ShouldBe("5:3");
    }

    [Theory]
    [InlineData("kind: List\nitems:\n- kind: A\n- kind: List\n  items: [kind: B]\n- kind: C\n  items: []\n", "A@3:3 B@5:11 C@6:3")]
    [InlineData("{\"kind\":\"List\",\"items\":[{\"kind\":\"A\"},\n{\"kind\":\"VirtualMachineList\",\"items\":[{\"kind\":\"B\"}]}]}", "A@1:25 B@2:39")]
    [InlineData("kind: List\nitems: []\n", "")]
    [InlineData("kind: List\n", "List@1:1")]
    [InlineData("kind: A\n---\n# none\n---\nkind: B\n...\nkind: C\n--- {kind: D}\n", "A@1:1 B@5:1 C@7:1 D@8:5")]
    [InlineData("{\"kind\":\"A\"} {\"kind\":\"B\"}\n[{\"kind\":\"C\"}]", "A@1:1 B@1:14")]
    [InlineData("{kind: A}\n---\n{\"kind\": \"B\"}\n", "A@1:1 B@3:1")]
    [InlineData("{\"kind\": \"A\"}\n---\n{\"kind\": \"B\"}\n", "A@1:1 B@3:1")]
    public void Objects_are_found_one_by_one(string text, string expected)
    {
        var file = Parse(text);

        file.Errors.ShouldBeEmpty();
        string.Join(' ', file.Objects.Select(o => $"{Kind(o)}@{Text(o.Position)}")).ShouldBe(expected);
    }

    [Fact]
    public void A_broken_document_leaves_the_others_readable()
    {
        var file = Parse("kind: A\n---\nkind: 'B\n---\nkind: C\n");

        file.Objects.Select(Kind).ShouldBe(["A", "C"]);
        file.Errors.ShouldHaveSingleItem().ToString().ShouldBe("f:3:7: invalid YAML: the quote that opens here is never closed");
    }

    [Fact]
    public void Without_a_patch_the_file_stays_as_it_is()
    {
        byte[] bytes = [.. "a: b\r\n---\nc: 'd"u8];

        SourceFile.Parse("f", bytes).Splice(new Dictionary<SourceObject, VeleroFreeze.Core.Json.JsonPatch>()).Bytes.ShouldBeSameAs(bytes);
    }

    private static SourceFile Parse(string text) => SourceFile.Parse("f", Encoding.UTF8.GetBytes(text));

    private static string Kind(SourceObject o) =>
        System.Text.Json.JsonDocument.Parse(o.Json).RootElement.TryGetProperty("kind", out var kind) ? kind.GetString()! : "";

    private static string Text(SourcePosition position) => $"{position.Line}:{position.Column}";
}
