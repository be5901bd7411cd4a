using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Patching;

namespace VeleroFreeze.Tests.Sandbox;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2},{"op":"add","path":"/a/-","value":4}]""", """{"a":[1,2,3,4]}""")]
    [InlineData("""{"a":{"b/c":1,"d~e":2}}""", """[{"op":"remove","path":"/a/b~1c"},{"op":"replace","path":"/a/d~0e","value":3}]""", """{"a":{"d~e":3}}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]""", """{"a":{"b":1},"c":{"b":2}}""")]
    [InlineData("""{"a":1.0}""", """[{"op":"test","path":"/a","value":1},{"op":"replace","path":"","value":{"b":1}}]""", """{"b":1}""")]
    [InlineData("""{"a":1}""", "[]", """{"a":1}""")]
    public void Operations_are_done_in_order(string document, string patch, string expected) =>
        Apply(document, patch)!.ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData("""[{"op":"add","path":"/x/y","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/3","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/01","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a"}]""")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/b"}]""")]
    [InlineData("""[{"op":"remove","path":"/list/-"}]""")]
    [InlineData("""[{"op":"replace","path":"/b","value":1}]""")]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""[{"op":"move","from":"/map","path":"/map/inner"}]""")]
    [InlineData("""[{"op":"frobnicate","path":"/a"}]""")]
    [InlineData("""[{"op":"add","value":1}]""")]
    public void What_does_not_fit_is_refused(string patch) =>
        Should.Throw<PatchException>(() => Apply("""{"a":1,"list":[1,2],"map":{}}""", patch)).Fault.ShouldBe(PatchFault.DoesNotApply);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\"add\"")]
    [InlineData("[{")]
    public void What_is_no_patch_is_undecodable(string patch) =>
        Should.Throw<PatchException>(() => Apply("{}", patch)).Fault.ShouldBe(PatchFault.Undecodable);

    [Fact]
    public void The_document_handed_in_stays_as_it_is()
    {
        var document = JsonNode.Parse("""{"a":{"b":1}}""");
        JsonPatch.Decode("""[{"op":"remove","path":"/a/b"}]"""u8).Apply(document);
        document!.ToJsonString().ShouldBe("""{"a":{"b":1}}""");
    }

    private static JsonNode? Apply(string document, string patch) => JsonPatch.Decode(Encoding.UTF8.GetBytes(patch)).Apply(JsonNode.Parse(document));
}
