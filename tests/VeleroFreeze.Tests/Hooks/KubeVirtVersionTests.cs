using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class KubeVirtVersionTests
{
    [Theory]
    [InlineData("1.9.0", "1.9.0")]
    [InlineData("v1.9.0", "1.9.0")]
    [InlineData("1.9", "1.9.0")]
    [InlineData("v0.59.2", "0.59.2")]
    [InlineData("v1.8.0-rc.1", "1.8.0")]
    [InlineData("1.6.3+build.5", "1.6.3")]
    public void Usual_spellings_are_read(string text, string expected)
    {
        KubeVirtVersion.TryParse(text, out var version).ShouldBeTrue();
        version.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    [InlineData("1")]
    [InlineData("vv1.9.0")]
    [InlineData("1.9.0.1")]
    [InlineData("1.x")]
    [InlineData("1.-9")]
    [InlineData("1. 9")]
    [InlineData("latest")]
    [InlineData("-1.9.0")]
    [InlineData("1.99999999999")]
    public void Others_are_not(string text) => KubeVirtVersion.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0.44.3", false, false, false)]
    [InlineData("0.45.0", true, false, false)]
    [InlineData("1.5.3", true, false, false)]
    [InlineData("1.6.3", true, false, false)]
    [InlineData("1.6.4", true, true, false)]
    [InlineData("1.6.5", true, true, false)]
    [InlineData("1.6.6", true, true, true)]
    [InlineData("1.7.0", true, false, false)]
    [InlineData("1.7.1", true, false, false)]
    [InlineData("1.7.2", true, true, false)]
    [InlineData("1.7.3", true, true, true)]
    [InlineData("1.8.0", true, true, true)]
    [InlineData("1.9.0", true, true, true)]
    [InlineData("2.0.0", true, true, true)]
    public void What_a_release_does_with_hooks(string text, bool writesHooks, bool writesPreTimeout, bool knowsSkipKey)
    {
        KubeVirtVersion.TryParse(text, out var version).ShouldBeTrue();
        (version.WritesHooks, version.WritesPreTimeout, version.KnowsSkipKey).ShouldBe((writesHooks, writesPreTimeout, knowsSkipKey));
        version.FreezeCallTimeout.WholeSeconds.ShouldBe(writesPreTimeout ? 60 : 20);
    }

    [Fact]
    public void Releases_are_ordered_by_number()
    {
        (new KubeVirtVersion(1, 10, 0) > new KubeVirtVersion(1, 9, 9)).ShouldBeTrue();
        (new KubeVirtVersion(0, 59, 2) < new KubeVirtVersion(1, 0, 0)).ShouldBeTrue();
    }
}
