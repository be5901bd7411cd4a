using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Selectors;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Urls;

namespace VeleroFreeze.Tests.Sandbox;

public sealed class SelectorTests
{
    private static readonly JsonObject Labels = JsonNode.Parse("""{"tier":"front","example.com/n":"5","empty":""}""")!.AsObject();

    [Theory]
    [InlineData("", true)]
    [InlineData("tier=front", true)]
    [InlineData("tier == front , empty", true)]
    [InlineData("tier!=back", true)]
    [InlineData("tier!=front", false)]
    [InlineData("missing!=x", true)]
    [InlineData("tier in (back, front)", true)]
    [InlineData("tier in (back)", false)]
    [InlineData("missing in ()", false)]
    [InlineData("empty in (,x)", true)]
    [InlineData("tier notin (back)", true)]
    [InlineData("missing notin (a)", true)]
    [InlineData("missing", false)]
    [InlineData("!missing,tier", true)]
    [InlineData("! tier", false)]
    [InlineData("example.com/n>4", true)]
    [InlineData("example.com/n<5", false)]
    [InlineData("tier>4", false)]
    [InlineData("empty=", true)]
    public void Labels_are_selected(string selector, bool expected) => LabelSelectorParser.Parse(selector).Matches(Labels).ShouldBe(expected);

    [Theory]
    [InlineData("a b")]
    [InlineData("a=b=c")]
    [InlineData("a in b")]
    [InlineData("a in (b")]
    [InlineData("a,,b")]
    [InlineData("=b")]
    [InlineData("a/b/c=d")]
    [InlineData("a=not a value")]
    [InlineData("a>b")]
    [InlineData("!")]
    [InlineData("a,")]
    public void What_is_no_selector_is_refused(string selector) => Should.Throw<FormatException>(() => LabelSelectorParser.Parse(selector));

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"matchLabels":{"tier":"front"}}""", true)]
    [InlineData("""{"matchLabels":{"tier":"front"},"matchExpressions":[{"key":"x","operator":"Exists"}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["required","enabled"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"x","operator":"NotIn","values":["required"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}""", false)]
    public void Selectors_in_objects_mean_the_same(string selector, bool expected) =>
        LabelSelector.OfObject(JsonNode.Parse(selector)!.AsObject()).Matches(Labels).ShouldBe(expected);

    [Theory]
    [InlineData("""{"matchExpressions":[{"key":"a","operator":"In"}]}""")]
    [InlineData("""{"matchExpressions":[{"key":"a","operator":"Exists","values":["b"]}]}""")]
    [InlineData("""{"matchExpressions":[{"key":"a","operator":"Like","values":["b"]}]}""")]
    public void Expressions_that_are_none_are_refused(string selector) =>
        Should.Throw<FormatException>(() => LabelSelector.OfObject(JsonNode.Parse(selector)!.AsObject()));

    [Theory]
    [InlineData("status.phase=Running", true)]
    [InlineData("status.phase!=Running", false)]
    [InlineData("spec.nodeName=,metadata.name==p", true)]
    [InlineData("metadata.namespace!=elsewhere", true)]
    public void Fields_are_selected(string selector, bool expected)
    {
        var pod = JsonNode.Parse("""{"metadata":{"name":"p","namespace":"default"},"spec":{},"status":{"phase":"Running"}}""")!.AsObject();
        FieldSelector.Parse(CoreTypes.Pods, selector).Matches(pod).ShouldBe(expected);
    }

    [Theory]
    [InlineData("spec.image=x")]
    [InlineData("nonsense")]
    public void Only_some_fields_can_be_selected(string selector) => Should.Throw<FormatException>(() => FieldSelector.Parse(CoreTypes.Pods, selector));
}
