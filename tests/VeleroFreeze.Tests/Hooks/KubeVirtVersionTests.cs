using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class KubeVirtVersionTests
{
    [Theory]
    [InlineData("1.9.0", "1.9.0")]
    [InlineData("v1.9.0", "1.9.0")]
    [InlineData("1.9", "1.9.0")]
    [InlineData("v0.59.2", "0.59.2")]
    [InlineData("v1.8.0-rc.1", "1.8.0-pre")]
    [InlineData("1.6.3+build.5", "1.6.3")]
    [InlineData("v1.5.3-84-gabc1234", "1.5.3-84-g")]
    [InlineData("v1.8.0-beta.0-120-g0f1e2d3", "1.8.0-pre-120-g")]
    [InlineData("1.2.2-150500.8.21.1", "1.2.2")]
    [InlineData("1.5.3-84", "1.5.3")]
    public void Usual_spellings_are_read(string text, string expected)
    {
        KubeVirtVersion.TryParse(text, out var version).ShouldBeTrue();
        version.ToString().ShouldBe(expected);
        KubeVirtVersion.TryParse(expected, out var again).ShouldBeTrue();
        again.ShouldBe(version);
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
    [InlineData("0.0.0")]
    [InlineData("of unknown version")]
    public void Others_are_not(string text) => KubeVirtVersion.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("v4.19.3", "1.5")]
    [InlineData("4.20", "1.6")]
    [InlineData("4.22.0-12", "1.8")]
    [InlineData("4.13.1", "0.59 or older")]
    [InlineData("4.23", "1.8 or newer")]
    public void A_release_of_OpenShift_Virtualization_is_refused_with_what_it_probably_holds(string text, string kubeVirt)
    {
        KubeVirtVersionText.TryRead(text, out var version, out var expected).ShouldBeFalse();
        version.IsKnown.ShouldBeFalse();
        expected.ShouldBe($"a KubeVirt release such as 1.9.0: it is one of OpenShift Virtualization, which probably holds KubeVirt {kubeVirt}; set {kubeVirt.Split(' ')[0]}, "
            + "unless the KubeVirt resource says another release in status.observedKubeVirtVersion");
    }

    /// <summary>Whoever forgets to say which release it is gets this one.</summary>
    [Fact]
    public void Unknown_is_the_default_and_claims_nothing()
    {
        default(KubeVirtVersion).ShouldBe(KubeVirtVersion.Unknown);
        KubeVirtVersion.Unknown.ShouldSatisfyAllConditions(
            unknown => unknown.IsKnown.ShouldBeFalse(),
            unknown => unknown.KnowsSkipKey.ShouldBeFalse(),
            unknown => unknown.MayKnowSkipKey.ShouldBeTrue(),
            unknown => unknown.WritesHooks.ShouldBeTrue(),
            unknown => unknown.WritesPreTimeout.ShouldBeTrue());
    }

    [Fact]
    public void A_timeout_seen_on_a_pod_outweighs_the_number() =>
        (new KubeVirtVersion(1, 2, 2) with { IsSeenToWritePreTimeout = true }).ShouldSatisfyAllConditions(
            seen => seen.WritesPreTimeout.ShouldBeTrue(),
            seen => seen.KnowsSkipKey.ShouldBeFalse(),
            seen => seen.ToString().ShouldBe("1.2.2"));

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
    [InlineData("1.3.1-300-gabc", true, false, false)]
    [InlineData("1.4.1", true, false, false)]
    [InlineData("1.4.1-156-gabc", true, true, false)]
    [InlineData("1.4.99", true, true, false)]
    [InlineData("1.5.3-85-gabc", true, true, false)]
    [InlineData("1.5.3-84-gabc", true, true, false)]
    [InlineData("1.5.3-84", true, false, false)]
    [InlineData("1.5.2-84-gabc", true, false, false)]
    [InlineData("1.6.3-90-gabc", true, true, false)]
    [InlineData("1.6.5-33-gabc", true, true, false)]
    [InlineData("1.6.5-34-gabc", true, true, true)]
    [InlineData("1.6.5-34", true, true, false)]
    [InlineData("1.7.1-3-gabc", true, true, false)]
    [InlineData("1.7.2-5-gabc", true, true, false)]
    [InlineData("1.7.2-6-gabc", true, true, true)]
    [InlineData("1.7.3-rc.0", true, true, false)]
    [InlineData("1.8.0-rc.1", true, true, false)]
    [InlineData("1.8.0-beta.0-400-gabc", true, true, false)]
    [InlineData("1.8.1-40-gabc", true, true, true)]
    [InlineData("1.9.0-alpha.0", true, true, false)]
    [InlineData("1.9.0-fixed", true, true, false)]
    [InlineData("1.10.0-rc.0", true, true, true)]
    [InlineData("1.2.2-150500.8.21.1", true, false, false)]
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
        (new KubeVirtVersion(1, 8, 0) { IsDoubtful = true } < new KubeVirtVersion(1, 8, 0)).ShouldBeTrue();
        (new KubeVirtVersion(1, 5, 3) { Commits = 1 } > new KubeVirtVersion(1, 5, 3)).ShouldBeTrue();
    }
}
