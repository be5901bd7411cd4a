using System.Globalization;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>A limit of memory as the kernel enforces it on a container: a control group, of whichever version this machine has.</summary>
internal sealed class MemoryGroup : IAsyncDisposable
{
    private static readonly bool IsFirstVersion = File.Exists("/sys/fs/cgroup/memory/memory.limit_in_bytes");
    private static int s_groups;

    private readonly string _folder;

    private MemoryGroup(string folder, long limit) => (_folder, Limit) = (folder, limit);

    /// <summary>Bytes.</summary>
    public long Limit { get; }

    /// <summary>The most that was in use, with the kernel's own and the cache of files.</summary>
    public long Peak => long.Parse(File.ReadAllText(Path.Combine(_folder, IsFirstVersion ? "memory.max_usage_in_bytes" : "memory.peak")), CultureInfo.InvariantCulture);

    /// <summary>How many processes were killed for want of memory.</summary>
    public int Kills => File.ReadLines(Path.Combine(_folder, IsFirstVersion ? "memory.oom_control" : "memory.events"))
        .Select(line => line.Split(' ')).Where(words => words[0] == "oom_kill").Select(words => int.Parse(words[1], CultureInfo.InvariantCulture)).Single();

    /// <summary>A command by which a shell, and all that it becomes, goes under the limit.</summary>
    public string Join => $"echo $$ | {Root}tee '{_folder}/cgroup.procs' >/dev/null";

    private static string Root => Environment.IsPrivilegedProcess ? "" : "sudo --non-interactive ";

    /// <summary>Makes one. There is no swap under it, as on nodes.</summary>
    public static async Task<MemoryGroup> CreateAsync(long limit)
    {
        var folder = $"/sys/fs/cgroup/{(IsFirstVersion ? "memory/" : "")}velerofreeze-{Environment.ProcessId}-{Interlocked.Increment(ref s_groups)}";
        var (memory, swap, most) = IsFirstVersion ? ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", limit) : ("memory.max", "memory.swap.max", 0);
        var made = await Shell.RunAsync($$"""
            {{Root}}bash -euo pipefail -c '
            [ ! -f /sys/fs/cgroup/cgroup.subtree_control ] || grep -qw memory /sys/fs/cgroup/cgroup.subtree_control || echo +memory >/sys/fs/cgroup/cgroup.subtree_control
            mkdir {{folder}}
            echo {{limit}} >{{folder}}/{{memory}}
            [ ! -f {{folder}}/{{swap}} ] || echo {{most}} >{{folder}}/{{swap}}'
            """);
        made.ExitCode.ShouldBe(0, $"a limit of memory takes a control group: run the tests as root, or where sudo asks for no password, and where /sys/fs/cgroup can be written to\n{made.Error}");
        return new MemoryGroup(folder, limit);
    }

    /// <summary>Takes it away once the last process in it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        var removed = await Shell.RunAsync($"for try in $(seq 100); do {Root}rmdir '{_folder}' 2>/dev/null && exit; sleep 0.1; done; {Root}rmdir '{_folder}'");
        removed.ExitCode.ShouldBe(0, removed.Error);
    }
}
