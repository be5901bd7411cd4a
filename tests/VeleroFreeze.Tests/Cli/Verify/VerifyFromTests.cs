using System.CommandLine;
using System.Text;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Verify;

/// <summary>The files of a backup as they lie in the bucket, with no cluster and with whatever of them is missing.</summary>
public sealed class VerifyFromTests : IDisposable
{
    private const string Healthy = "healthy-new-freezer-velero-1.18-is-file-system-consistent";
    private const string NoAgent = "no-agent-new-freezer-velero-1.18-is-crash-consistent";

    private static readonly (string Recorded, string InBucket)[] Files =
    [
        ("backup.json", "velero-backup.json"), ("log.txt", "nightly-logs"), ("results.json", "nightly-results"), ("resource-list.json", "nightly-resource-list.json"),
        ("volumeinfo.json", "nightly-volumeinfo.json"), ("itemoperations.json", "nightly-itemoperations.json"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("velero-freeze-from-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_is_judged_by_its_files_alone()
    {
        // Files alone do not tell which instance ran and which disks it had: somebody has to say so.
        Lay(Healthy);
        var good = await RunAsync("verify", "--from", Bucket);
        good.ExitCode.ShouldBe(3, good.Error);
        good.Output.ShouldContain("nobody watched the VM while it was backed up");

        const string Vouched = "volumes-without-a-claim-are-no-disks-velero-1.18-is-file-system-consistent";
        Lay(Vouched);
        var vouched = await RunAsync("verify", "--from", Bucket, "--objects", Path.Combine(GoldenCases.Folder("verdicts", Vouched), "objects-throughout.json"));
        vouched.ExitCode.ShouldBe(0, vouched.Error);
        vouched.Output.ShouldContain("Backup velero/nightly: file-system-consistent");

        Lay(NoAgent);
        var bad = await RunAsync("verify", "--from", Bucket);
        bad.ExitCode.ShouldBe(1, bad.Error);
        bad.Output.ShouldContain("policy NOT met");

        var explained = await RunAsync("explain", "--from", Bucket, "shop/db");
        explained.ExitCode.ShouldBe(0, explained.Error);
        explained.Output.ShouldContain("What a good verdict needs:");
        explained.Output.ShouldMatch(@"\n  proven   thisBackup  Completed; the log is whole \(\d+ lines\) and its own\n");
        explained.Output.ShouldMatch(@"\n  missing  freeze      ");
        explained.Output.ShouldContain("What to do about NoGuestAgent:");
        explained.Output.ShouldContain("kubectl get vmi");
    }

    [Fact]
    public async Task Whatever_is_missing_a_bad_backup_is_never_fine_and_a_good_one_never_without_its_log()
    {
        for (var kept = 1; kept < 1 << Files.Length; kept++)
        {
            var present = Files.Where((_, i) => (kept & (1 << i)) != 0).ToArray();
            var names = string.Join(' ', present.Select(file => file.InBucket));
            var hasLog = names.Contains("-logs", StringComparison.Ordinal);

            Lay(NoAgent, present);
            // Without the Backup nobody knows that it is over.
            (await RunAsync("verify", "--from", Bucket)).ExitCode.ShouldBe(hasLog && names.Contains("velero-backup.json", StringComparison.Ordinal) ? 1 : 3, names);
            Lay(Healthy, present);
            (await RunAsync("verify", "--from", Bucket)).ExitCode.ShouldBeOneOf(hasLog ? [0, 3] : [3]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("New")]
    [InlineData("Queued")]
    [InlineData("ReadyToStart")]
    [InlineData("InProgress")]
    [InlineData("WaitingForPluginOperations")]
    [InlineData("WaitingForPluginOperationsPartiallyFailed")]
    [InlineData("Finalizing")]
    [InlineData("FinalizingPartiallyFailed")]
    [InlineData("Deleting")]
    [InlineData("SomethingNew")]
    public async Task A_backup_that_is_not_over_is_unverified_whatever_its_files_say(string phase)
    {
        foreach (var files in (string[])[Healthy, NoAgent])
        {
            Lay(files);
            var backup = Path.Combine(Bucket, "velero-backup.json");
            await File.WriteAllTextAsync(backup, (await File.ReadAllTextAsync(backup)).Replace("\"Completed\"", $"\"{phase}\"", StringComparison.Ordinal));
            var judged = await RunAsync("verify", "--from", Bucket);
            judged.ExitCode.ShouldBe(3, judged.Output);
            judged.Output.ShouldContain("Backup velero/nightly: unverified");
            Words(judged.Output).ShouldContain("wait until it has ended, then verify again");
            (await RunAsync("explain", "--from", Bucket, "shop/db")).Output.ShouldContain("What to do about NotTerminal:");
        }
    }

    [Theory]
    [InlineData("required", 1)]
    [InlineData("preferred", 0)]
    [InlineData("disabled", 0)]
    public async Task Objects_say_who_opted_in(string label, int code)
    {
        Lay(NoAgent);
        var judged = await RunAsync("verify", "--from", Bucket, "--objects", Objects(label));
        judged.ExitCode.ShouldBe(code, judged.Error);
        judged.Output.ShouldContain(label);
    }

    [Fact]
    public async Task A_directory_shared_with_the_guest_is_seen_in_the_objects()
    {
        Lay(Healthy);
        var judged = await RunAsync("verify", "--from", Bucket, "--objects", Objects("required", """{"filesystems":[{"name":"root","virtiofs":{}}]}"""));
        judged.ExitCode.ShouldBe(1, judged.Output);
        judged.Output.ShouldContain("partial");
    }

    [Theory]
    [InlineData("""{"kind":"List","items":[]}""", "no VirtualMachine in it")]
    [InlineData("{", "objects.json: ")]
    public async Task Objects_that_tell_of_nobody_are_refused(string text, string error)
    {
        Lay(NoAgent);
        var refused = await RunAsync("verify", "--from", Bucket, "--objects", Write("objects.json", text));
        refused.ExitCode.ShouldBe(2, refused.Output);
        refused.Error.ShouldContain(error);
        refused.Error.Trim().ShouldNotContain("\n");
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private string Bucket => Path.Combine(_folder, "bucket");

    private void Lay(string name) => Lay(name, Files);

    private void Lay(string name, IEnumerable<(string Recorded, string InBucket)> files)
    {
        if (Directory.Exists(Bucket))
        {
            Directory.Delete(Bucket, recursive: true);
        }

        Directory.CreateDirectory(Bucket);
        foreach (var (recorded, inBucket) in files)
        {
            File.Copy(Path.Combine(GoldenCases.Folder("verdicts", name), recorded), Path.Combine(Bucket, inBucket));
        }
    }

    private string Objects(string label, string devices = "{}")
    {
        const string Volumes = """[{"name":"root","persistentVolumeClaim":{"claimName":"db-root"}}]""";
        return Write("objects.json", $$$"""
            {"kind":"List","items":[
              {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"db","namespace":"shop","labels":{"velerofreeze.io/freeze":"{{{label}}}"}},"status":{"created":true}},
              {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance","metadata":{"name":"db","namespace":"shop","uid":"i1"},"spec":{"domain":{"devices":{{{devices}}}},"volumes":{{{Volumes}}}}}]}
            """);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var input = new MemoryStream();
        using var output = new MemoryStream();
        await using var error = new StringWriter { NewLine = "\n" };
        var io = new CommandIO(input, output, error, IsInputRedirected: true);
        var code = await CommandLine.RunAsync(new RootCommand { new VerifyCommand().Create(io), new ExplainCommand().Create(io) }, args, io);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
