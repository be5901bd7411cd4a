using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Api;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Protobuf;
using VeleroFreeze.Sandbox.Urls;
using VeleroFreeze.Sandbox.Validation;
using YamlDotNet.Core;

namespace VeleroFreeze.Tests.Sandbox;

/// <summary>The small formats at the rim: paths, ages, printer paths, tokens, YAML, protobuf.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("/api/v1", "||v1||||")]
    [InlineData("/api/v1/pods", "||v1|pods|||")]
    [InlineData("/api/v1/namespaces", "||v1|namespaces|||")]
    [InlineData("/api/v1/namespaces/a", "||v1|namespaces||a|")]
    [InlineData("/api/v1/namespaces/a/finalize", "||v1|namespaces||a|finalize")]
    [InlineData("/api/v1/namespaces/a/pods/b/log", "||v1|pods|a|b|log")]
    [InlineData("/apis/kubevirt.io/v1/namespaces/a/virtualmachines/b/status", "|kubevirt.io|v1|virtualmachines|a|b|status")]
    [InlineData("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/x", "|apiextensions.k8s.io|v1|customresourcedefinitions||x|")]
    public void Paths_name_what_is_meant(string path, string expected)
    {
        var parsed = ApiPath.Parse(path)!;
        $"|{parsed.Group}|{parsed.Version}|{parsed.Plural}|{parsed.Namespace}|{parsed.Name}|{parsed.Subresource}".ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600 + 60, "3h1m")]
    [InlineData(9 * 3600, "9h")]
    [InlineData(48 * 3600, "2d")]
    [InlineData(50 * 3600, "2d2h")]
    [InlineData(9 * 86400, "9d")]
    [InlineData(800 * 86400, "2y70d")]
    [InlineData(-10, "<invalid>")]
    public void Ages_are_rounded_as_kubectl_rounds_them(int seconds, string expected) => HumanDuration.Render(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(".status.phase", "Running")]
    [InlineData(".status.conditions[?(@.type=='Ready')].status", "True")]
    [InlineData(".status.interfaces[0].ipAddress", "10.0.0.1")]
    [InlineData(".status.interfaces[1].ipAddress", null)]
    [InlineData(".spec.none", null)]
    public void Printer_columns_find_their_value(string path, string? expected)
    {
        var node = JsonNode.Parse("""{"status":{"phase":"Running","conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}],"interfaces":[{"ipAddress":"10.0.0.1"}]}}""");
        PrinterPath.Parse(path).Find(node).AsText().ShouldBe(expected);
    }

    [Fact]
    public void Page_tokens_survive_the_journey_and_rubbish_is_refused()
    {
        ContinueToken.Decode(new ContinueToken(42, "default/ü~").Encode()).ShouldBe(new ContinueToken(42, "default/ü~"));
        foreach (var rubbish in (string[])["rubbish", "e30", "!", "bnVsbA"])
        {
            Should.Throw<StatusException>(() => ContinueToken.Decode(rubbish)).Status.Code.ShouldBe(400);
        }
    }

    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: yes\nb: No\nc: ~\nd:", """{"a":true,"b":false,"c":null,"d":null}""")]
    [InlineData("a: 1.50\nb: 0x10\nc: 1h\nd: -3", """{"a":1.5,"b":16,"c":"1h","d":-3}""")]
    [InlineData("a: &x {k: v}\nb: *x", """{"a":{"k":"v"},"b":{"k":"v"}}""")]
    [InlineData("- |\n  text\n- null", """["text\n",null]""")]
    [InlineData("y: n\nN: Y\n0x10: a", """{"true":false,"false":true,"16":"a"}""")]
    [InlineData("2026-01-01: 12:30", """{"2026-01-01":"12:30"}""")]
    public void YAML_means_what_it_means_to_Kubernetes(string yaml, string expected) => YamlText.Parse(yaml)!.ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData("a: b\n---\nc: d")]
    [InlineData("a: [")]
    [InlineData("? [a]\n: b")]
    [InlineData("~: a")]
    public void YAML_that_is_no_single_document_is_refused(string yaml) => Should.Throw<YamlException>(() => YamlText.Parse(yaml));

    [Fact]
    public void Protobuf_reads_as_the_object_it_is()
    {
        // v1 ConfigMap{metadata{name: "a", generateName: "", labels: {k: v}}, data: {x: "1"}, immutable: false}
        byte[] body =
        [
            .. "k8s\0"u8, 0x0A, 15, 0x0A, 2, .. "v1"u8, 0x12, 9, .. "ConfigMap"u8,
            0x12, 25, 0x0A, 13, 0x0A, 1, (byte)'a', 0x12, 0, 0x5A, 6, 0x0A, 1, (byte)'k', 0x12, 1, (byte)'v', 0x12, 6, 0x0A, 1, (byte)'x', 0x12, 1, (byte)'1', 0x20, 0,
        ];
        ProtobufEnvelope.Read(body).ToJsonString().ShouldBe(
            """{"metadata":{"name":"a","labels":{"k":"v"}},"data":{"x":"1"},"immutable":false,"apiVersion":"v1","kind":"ConfigMap"}""");
    }

    [Fact]
    public void Protobuf_that_is_not_understood_whole_is_refused()
    {
        Should.Throw<FormatException>(() => ProtobufEnvelope.Read("nope"u8));
        Should.Throw<NotSupportedException>(() => ProtobufEnvelope.Read([.. "k8s\0"u8, 0x0A, 9, 0x0A, 2, .. "v1"u8, 0x12, 3, .. "Pod"u8]));
        Should.Throw<NotSupportedException>(() => ProtobufEnvelope.Read([.. "k8s\0"u8, 0x0A, 15, 0x0A, 2, .. "v1"u8, 0x12, 9, .. "ConfigMap"u8, 0x12, 2, 0x78, 1]));
        Should.Throw<FormatException>(() => ProtobufEnvelope.Read([.. "k8s\0"u8, 0x0A, 99]));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("example.com/a_B.c", true)]
    [InlineData("a/b/c", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("-a", false)]
    [InlineData("Example.com/a", false)]
    public void Keys_are_qualified_names(string key, bool expected) => (!NameRules.QualifiedKey(key).Any()).ShouldBe(expected);

    [Theory]
    [InlineData("""{"metadata":{"labels":{"a":"b"},"finalizers":["x"],"ownerReferences":[{}]}}""", true)]
    [InlineData("""{"metadata":null}""", true)]
    [InlineData("""{"metadata":[]}""", false)]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", false)]
    [InlineData("""{"metadata":{"labels":[]}}""", false)]
    [InlineData("""{"metadata":{"finalizers":[1]}}""", false)]
    [InlineData("""{"metadata":{"name":1}}""", false)]
    [InlineData("[]", false)]
    public void Metadata_has_types(string json, bool expected) => (ObjectShape.WhyUnreadable(JsonNode.Parse(json)) is null).ShouldBe(expected);
}
