using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Tests.Support;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

/// <summary>The release is the flag's, else what the file says now, else unknown; and no state of the file costs a VM its hooks.</summary>
public sealed class KubeVirtSettingTests : IDisposable
{
    private const string Skip = "kubevirt.io~1skip-backup-hooks";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velerofreeze-");

    private string File => Path.Combine(_folder.FullName, "version");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_flag_and_file_the_release_is_unknown() =>
        KubeVirtSetting.Of(null, null).Current.ShouldBe(new AssumedKubeVirt(KubeVirtVersion.Unknown, ReleaseSource.Nothing));

    [Fact]
    public void The_flag_wins_over_the_file()
    {
        Write("1.5.3");
        var setting = KubeVirtSetting.Of(new KubeVirtVersion(1, 8, 0), File);
        setting.LookForChange().ShouldBeFalse();
        setting.Current.ShouldBe(new AssumedKubeVirt(new KubeVirtVersion(1, 8, 0), ReleaseSource.Flag));
    }

    [Fact]
    public void The_file_is_read_again_when_it_changes()
    {
        var setting = KubeVirtSetting.Of(null, File);
        setting.Current.ShouldBe(ByFile(KubeVirtVersion.Unknown));
        Write(" v1.9.0\n");
        setting.LookForChange().ShouldBeTrue();
        setting.LookForChange().ShouldBeFalse();
        setting.Current.ShouldBe(ByFile(new KubeVirtVersion(1, 9, 0)));
        System.IO.File.Delete(File);
        setting.LookForChange().ShouldBeTrue();
        setting.Current.ShouldBe(ByFile(KubeVirtVersion.Unknown));
        setting.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task It_is_looked_at_every_interval()
    {
        var time = new FakeTimeProvider();
        var setting = KubeVirtSetting.Of(null, File);
        Write("1.9.0");
        using var stop = new CancellationTokenSource();
        var watch = setting.WatchAsync(TimeSpan.FromSeconds(10), time, stop.Cancel, stop.Token);
        time.Advance(TimeSpan.FromSeconds(10));
        await Should.ThrowAsync<OperationCanceledException>(() => watch);
        setting.Current.Release.ShouldBe(new KubeVirtVersion(1, 9, 0));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("latest\nand more", "\"latest?and?more\" is not a KubeVirt release such as 1.9.0")]
    [InlineData("v4.20.1", "\"v4.20.1\" is not a KubeVirt release such as 1.9.0: it is one of OpenShift Virtualization, which probably holds KubeVirt 1.6; set 1.6, "
        + "unless the KubeVirt resource says another release in status.observedKubeVirtVersion")]
    public void What_is_no_release_is_unknown_even_after_one_that_was(string text, string? problem)
    {
        Write("1.9.0");
        var setting = KubeVirtSetting.Of(null, File);
        Write(text);
        setting.LookForChange().ShouldBeTrue();
        setting.Current.ShouldBe(ByFile(KubeVirtVersion.Unknown));
        setting.Problem.ShouldBe(problem is null ? null : $"{File}: {problem}");
    }

    [Fact]
    public void A_file_without_end_is_read_for_as_long_as_a_release_may_be()
    {
        Write("1.9.0" + new string(' ', 1000) + "1");
        KubeVirtSetting.Of(null, File).Current.Release.ShouldBe(new KubeVirtVersion(1, 9, 0));
    }

    [Fact]
    public void A_folder_in_its_place_is_told_and_unknown()
    {
        var setting = KubeVirtSetting.Of(null, _folder.FullName);
        setting.Current.ShouldBe(ByFile(KubeVirtVersion.Unknown));
        setting.Problem.ShouldStartWith($"{_folder.FullName} cannot be read: ");
    }

    /// <summary>What is left when the ConfigMap is deleted: hooks as ever, and no key that KubeVirt might not know.</summary>
    [Theory]
    [InlineData("1.9.0", true)]
    [InlineData("1.5.3", false)]
    [InlineData("nonsense", false)]
    [InlineData(null, false)]
    public void Whatever_the_file_says_a_tuned_VM_is_allowed_and_has_its_hooks(string? text, bool takesOver)
    {
        Write(text);
        var handler = new AdmissionHandler(KubeVirtSetting.Of(null, File).Current.Release, OnError.Continue);
        var tuned = Reviews.Vm().Replace("\"annotations\": {\"kubevirt.io/latest", "\"annotations\": {\"velerofreeze.io/unfreeze-after\": \"120s\", \"kubevirt.io/latest", StringComparison.Ordinal);
        var answered = Answered.Of(handler.Answer(System.Text.Encoding.UTF8.GetBytes(Reviews.Update(tuned, tuned)), FreezePolicy.None));
        answered.ShouldDoNoHarm();
        answered.Patch!.ShouldContain("virt-freezer");
        answered.Patch!.Contains(Skip, StringComparison.Ordinal).ShouldBe(takesOver);
        answered.Warnings.Any(warning => warning.Contains("do not act", StringComparison.Ordinal)).ShouldBe(!takesOver);
    }

    private static AssumedKubeVirt ByFile(KubeVirtVersion release) => new(release, ReleaseSource.File);

    private void Write(string? text)
    {
        if (text is null)
        {
            System.IO.File.Delete(File);
        }
        else
        {
            System.IO.File.WriteAllText(File, text);
        }
    }
}
