using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Patching;

namespace VeleroFreeze.Tests.Sandbox;

public sealed class MergePatchTests
{
    /// <summary>The table in appendix A of RFC 7396.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void It_merges_as_the_RFC_shows(string target, string patch, string expected) =>
        MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch))!.ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"containers":[{"name":"a","image":"1"},{"name":"b"}]}""", """{"containers":[{"name":"a","image":"2"}]}""", """{"containers":[{"name":"a","image":"2"},{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"containers":[{"name":"b"}]}""", """{"containers":[{"name":"a"},{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a","$patch":"delete"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"containers":[{"$patch":"replace"},{"name":"b"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a","image":"i"}]}""", """{"containers":[{"name":"b"},{"name":"a","image":"i"}]}""")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["c"]}""", """{"args":["c"]}""")]
    [InlineData("""{"finalizers":["a"]}""", """{"finalizers":["b","a"]}""", """{"finalizers":["a","b"]}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"]}""", """{"finalizers":["b"]}""")]
    [InlineData("""{"labels":{"a":"1","b":"2"}}""", """{"labels":{"a":null,"c":"3"}}""", """{"labels":{"b":"2","c":"3"}}""")]
    [InlineData("""{"labels":{"a":"1"}}""", """{"labels":{"$patch":"replace","c":"3"}}""", """{"labels":{"c":"3"}}""")]
    [InlineData("""{"strategy":{"type":"a","x":1}}""", """{"strategy":{"$retainKeys":["type"],"type":"b"}}""", """{"strategy":{"type":"b"}}""")]
    public void A_strategic_merge_knows_lists_by_key(string target, string patch, string expected) =>
        StrategicMergePatch.Apply(JsonNode.Parse(target)!.AsObject(), JsonNode.Parse(patch)!.AsObject()).ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"$patch":"frobnicate"}""")]
    [InlineData("""{"$frobnicate":1}""")]
    [InlineData("""{"containers":[{"image":"no name"}]}""")]
    public void A_strategic_merge_that_is_not_understood_is_refused(string patch) =>
        Should.Throw<PatchException>(() => StrategicMergePatch.Apply([], JsonNode.Parse(patch)!.AsObject())).Fault.ShouldBe(PatchFault.Undecodable);
}
