using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Backups.Storage;

public sealed class LargeFilesTests
{
    [Fact]
    public async Task One_backup_at_a_time_holds_large_files_and_all_of_its_own()
    {
        using var first = LargeFiles.Open();
        using var second = LargeFiles.Open();
        await first.TakeAsync(CancellationToken.None);
        await first.TakeAsync(CancellationToken.None);
        var waiting = second.TakeAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        first.Dispose();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_turn()
    {
        var first = LargeFiles.Open();
        await first.TakeAsync(CancellationToken.None);
        using (var second = LargeFiles.Open())
        {
            using var stop = new CancellationTokenSource();
            var waiting = second.TakeAsync(stop.Token);
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        }

        using var third = LargeFiles.Open();
        var next = third.TakeAsync(CancellationToken.None);
        next.IsCompleted.ShouldBeFalse();
        first.Dispose();
        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Only_a_log_may_be_as_large_as_a_file_may_be()
    {
        var limits = new DownloadLimits();
        limits.For(ArtifactKind.BackupLog).MaxBytes.ShouldBe(64 * 1024 * 1024);
        limits.For(ArtifactKind.BackupVolumeInfos).MaxBytes.ShouldBe(8 * 1024 * 1024);
    }
}
