using VeleroFreeze.Backups;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Backups;

public sealed class MachineBackupListerTests : IDisposable
{
    private static readonly BackupSummary Backup = new("velero", "nightly", "u", "Completed", null, null, null, null);

    private readonly FakeApi _api = new();

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData("v1alpha1")]
    [InlineData("v1beta1")]
    public async Task They_are_listed_in_the_version_that_is_served(string version)
    {
        _api.Answer(200, $$"""{"kind":"APIGroup","versions":[{"version":"v0"}],"preferredVersion":{"groupVersion":"backup.kubevirt.io/{{version}}","version":"{{version}}"} }""");
        _api.Answer(200, """{"metadata":{"resourceVersion":"1"},"items":[]}""");
        (await ListAsync()).ShouldBeEmpty();
        _api.Sent[0].ShouldEndWith("/apis/backup.kubevirt.io");
        _api.Sent[1].ShouldContain($"/apis/backup.kubevirt.io/{version}/virtualmachinebackups?");
    }

    [Fact]
    public async Task Where_the_group_is_not_installed_there_are_none()
    {
        _api.Answer(404, FakeApi.Status(404, "NotFound"));
        (await ListAsync()).ShouldBeEmpty();
        _api.Sent.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"preferredVersion":{"version":"../v1"}}""")]
    public async Task An_answer_that_names_no_version_is_a_failure_and_not_an_absence(string body)
    {
        _api.Answer(200, body);
        (await Should.ThrowAsync<KubernetesException>(ListAsync)).Message.ShouldStartWith("the versions of backup.kubevirt.io cannot be read: ");
    }

    private async Task<IReadOnlyList<VeleroFreeze.Core.Consistency.Facts.MachineBackup>> ListAsync()
    {
        using var client = _api.Client();
        return await new MachineBackupLister(client).ListAsync(Backup, CancellationToken.None);
    }
}
