using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Preflight;

namespace VeleroFreeze.Tests.Preflight;

/// <summary>What the webhook tells preflight of the KubeVirt that it writes for.</summary>
public sealed class KubeVirtNoticeTests
{
    [Theory]
    [InlineData("1.9.0", "Flag", "velerofreeze: the KubeVirt version is 1.9.0, by its flag")]
    [InlineData("v1.5.3-84-gabc1234", "File", "velerofreeze: the KubeVirt version is 1.5.3-84-g, by its file")]
    [InlineData("", "File", "velerofreeze: the KubeVirt version is unknown, by its file")]
    [InlineData("", "Nothing", "velerofreeze: the KubeVirt version is unknown")]
    public void It_comes_back_as_it_was_sent_and_fits_into_a_warning(string release, string source, string notice)
    {
        _ = KubeVirtVersion.TryParse(release, out var version);
        var assumed = new AssumedKubeVirt(version, Enum.Parse<ReleaseSource>(source));
        KubeVirtNotice.Render(assumed).ShouldBe(notice);
        KubeVirtNotice.Read(notice).ShouldBe(assumed);
        notice.Length.ShouldBeLessThanOrEqualTo(120);
    }

    [Theory]
    [InlineData("velerofreeze: the KubeVirt version is soon to change")]
    [InlineData("velerofreeze: the serving certificate is valid from 2026-11-15T00:00:00Z to 2026-11-29T12:00:00Z")]
    [InlineData("another webhook: the KubeVirt version is 1.9.0")]
    public void Other_warnings_are_none(string warning) => KubeVirtNotice.Read(warning).ShouldBeNull();
}
