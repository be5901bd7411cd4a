using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>No name, whatever is in it, makes a request speak of something else than one object.</summary>
public sealed class RefusedNameTests
{
    private static readonly ResourceKind Pods = new("", "v1", "pods");
    private static readonly ResourceKind Nodes = new("", "v1", "nodes", namespaced: false);

    [Theory]
    [InlineData("", "empty name")]
    [InlineData(".", "\".\" is not a legal name")]
    [InlineData("..", "\"..\" is not a legal name")]
    [InlineData("a/b", "\"a/b\" is not a legal name")]
    [InlineData("/", "\"/\" is not a legal name")]
    [InlineData("%2e%2e", "\"%2e%2e\" is not a legal name")]
    [InlineData("a%2fb", "\"a%2fb\" is not a legal name")]
    [InlineData("a\\b", "\"a\\b\" is not a legal name")]
    [InlineData("a?limit=1", "\"a?limit=1\" is not a legal name")]
    [InlineData("a#b", "\"a#b\" is not a legal name")]
    [InlineData(" ", "\" \" is not a legal name")]
    [InlineData("a b", "\"a b\" is not a legal name")]
    [InlineData("a\r\nHost: b", "\"a??Host: b\" is not a legal name")]
    [InlineData("a\0", "\"a?\" is not a legal name")]
    [InlineData("a\u2044b", "\"a?b\" is not a legal name")]
    public void A_name_that_is_none_is_refused_when_the_address_is_made(string name, string message)
    {
        Should.Throw<InvalidRequestException>(() => Pods.In("shop").Named(name)).Message.ShouldBe(message);
        Should.Throw<InvalidRequestException>(() => Nodes.Everywhere.Named(name)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a%")]
    public void Namespaces_plurals_versions_and_subresources_are_labels(string text)
    {
        Should.Throw<InvalidRequestException>(() => Pods.In(text));
        Should.Throw<InvalidRequestException>(() => new ResourceKind("", "v1", text));
        Should.Throw<InvalidRequestException>(() => new ResourceKind("", text, "pods"));
        Should.Throw<InvalidRequestException>(() => Pods.In("shop").Named("web").Sub(text));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a/b")]
    [InlineData("Velero.io")]
    public void A_group_is_a_subdomain(string group) => Should.Throw<InvalidRequestException>(() => new ResourceKind(group, "v1", "pods"));

    [Fact]
    public void Half_a_character_is_no_name() => Should.Throw<InvalidRequestException>(() => Pods.In("shop").Named("a\ud800"));

    [Fact]
    public void Names_have_their_length()
    {
        Pods.In(new string('n', 63)).Named(new string('a', 253)).Name.Length.ShouldBe(253);
        Should.Throw<InvalidRequestException>(() => Pods.In("shop").Named(new string('a', 254)));
        Should.Throw<InvalidRequestException>(() => Pods.In(new string('n', 64)));
    }

    [Fact]
    public void Scope_and_type_have_to_fit()
    {
        Should.Throw<InvalidRequestException>(() => Nodes.In("shop")).Message.ShouldBe("nodes are cluster-scoped: no namespace");
        Should.Throw<InvalidRequestException>(() => Pods.Everywhere.Named("web")).Message.ShouldBe("pods need a namespace to name one of them");
        Should.Throw<InvalidRequestException>(() => RequestBuilder.Create(Pods.Everywhere, default)).Message.ShouldBe("pods need a namespace to name one of them");
        Should.Throw<InvalidRequestException>(() => RequestBuilder.Create(Pods.In("shop").Named("web"), default));
        Should.Throw<InvalidRequestException>(() => RequestBuilder.Invoke(Pods.In("shop").Named("web")));
    }

    [Fact]
    public void Any_name_gives_a_path_of_the_same_segments_or_none()
    {
        var character = Gen.Frequency(
            (6, Gen.Elements("abz09-._:+~!$&'()*,;=@".ToCharArray())),
            (2, Gen.Elements("/%.?#\\ \0\n".ToCharArray())),
            (1, Gen.Choose(0, 0xffff).Select(c => (char)c)));
        var name = Gen.ArrayOf(character).Select(characters => new string(characters));
        var built = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(20_000)),
            Prop.ForAll(Arb.From(name), text => built += CheckOne(text) ? 1 : 0));
        built.ShouldBeGreaterThan(PropertyCases.Count(20_000) / 20, "a generator of refused names proves little");
    }

    private static bool CheckOne(string name)
    {
        try
        {
            var request = RequestBuilder.Delete(Pods.In("shop").Named(name));
            var wire = new Uri("https://kube.test" + request.PathAndQuery);
            // Both as text and as a server that follows the rules of URLs splits it.
            request.PathAndQuery.Split('/').Length.ShouldBe(7);
            wire.Segments.Length.ShouldBe(7);
            wire.Query.ShouldBeEmpty();
            Uri.UnescapeDataString(wire.Segments[^1]).ShouldBe(name);
            return true;
        }
        catch (InvalidRequestException)
        {
            return false;
        }
    }
}
