using System.Text;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class ObjectTests
{
    [Fact]
    public void Unknown_fields_survive_reading_and_writing()
    {
        const string text = """{"apiVersion":"x/v9","kind":"New","metadata":{"name":"a","future":{"n":1.50,"big":12345678901234567890}},"spec":{"x":[1,null,"é"]}}""";
        var item = KubernetesObject.Parse(Encoding.UTF8.GetBytes(text));
        item.Json.GetRawText().ShouldBe(text);
        var node = item.ToNode();
        node["metadata"]!["name"] = "b";
        node.ToJsonString().ShouldContain("""{"n":1.50,"big":12345678901234567890}""", customMessage: "numbers are not rounded either");
        node["spec"]!["x"]!.ToJsonString().ShouldBe("""[1,null,"\u00E9"]""");
        item.Metadata.Name.ShouldBe("a", "the object itself does not change");
    }

    [Fact]
    public void Metadata_reads_what_is_there_and_nothing_else()
    {
        var meta = KubernetesObject.Parse(
            """{"metadata":{"name":"a","uid":7,"labels":{"k":"v","odd":1},"annotations":null,"creationTimestamp":"2026-11-21T06:00:00Z"}}"""u8).Metadata;
        meta.Key.ToString().ShouldBe("a");
        meta.Uid.ShouldBe("", "a number is no uid");
        meta.Labels.ShouldBe([new("k", "v")]);
        meta.Label("k").ShouldBe("v");
        meta.Label("odd").ShouldBeNull();
        meta.Annotations.ShouldBeEmpty();
        meta.Annotation("k").ShouldBeNull();
        meta.CreationTimestamp.ShouldBe(new DateTimeOffset(2026, 11, 21, 6, 0, 0, TimeSpan.Zero));
        meta.DeletionTimestamp.ShouldBeNull();
        KubernetesObject.Parse("{}"u8).Metadata.Name.ShouldBe("");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":")]
    [InlineData("null")]
    public void What_is_no_object_is_a_format_error(string text) => Should.Throw<FormatException>(() => KubernetesObject.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"resourceVersion":"1"}}""")]
    [InlineData("""{"metadata":{},"items":[]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":[1]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":{}}""")]
    public void A_list_needs_its_version_and_items(string text) => Should.Throw<FormatException>(() => KubernetesList.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_list_of_nothing_may_say_null() =>
        KubernetesList.Parse("""{"metadata":{"resourceVersion":"1"},"items":null}"""u8.ToArray()).Items.ShouldBeEmpty();

    [Fact]
    public void One_tenants_deeply_nested_object_does_not_end_a_list()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000);
        var list = KubernetesList.Parse(Encoding.UTF8.GetBytes(Samples.ListJson(1, null, Samples.Json("a", 1), $$"""{"metadata":{"name":"b"},"spec":{{deep}}}""")));
        list.Items.Select(i => i.Metadata.Name).ShouldBe(["a", "b"]);
    }
}
