using System.CommandLine;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary><c>velero-freeze-sandbox demo</c></summary>
internal static class DemoCommand
{
    private const string Executable = "velero-freeze.dll";

    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave everything running at the end, for kubectl" };
        var steps = new Option<bool>("--step") { Description = "Wait for Enter before each step" };
        var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "File to write the kubeconfig to; default: one that is gone at the end" };
        var executable = new Option<FileInfo?>("--executable") { Description = $"The published velero-freeze or the built {Executable}; default: the one built beside this program" };
        var command = new Command("demo", "Show the whole job: label VMs, back them up, and see what the backup is worth") { keep, steps, kubeconfig, executable };
        command.SetAction(async (arguments, stop) =>
        {
            using var folder = new DemoFolder();
            return await RunAsync(
                folder,
                () => new DemoOptions
                {
                    Executable = arguments.GetValue(executable)?.FullName ?? FindExecutable(),
                    Kubeconfig = arguments.GetValue(kubeconfig)?.FullName ?? folder.Kubeconfig,
                    KubeVirt = KubeVirtRelease.Find("1.9")!,
                    Velero = VeleroVersion.Find("1.18")!,
                    Keep = arguments.GetValue(keep),
                    Steps = arguments.GetValue(steps),
                },
                stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(DemoFolder folder, Func<DemoOptions> options, CancellationToken stop)
    {
        try
        {
            await using var demo = new DemoRun(options(), DemoScreen.OfProcess(), Console.In);
            return await demo.RunAsync(folder, stop) ? 0 : 1;
        }
        catch (DemoFailedException e)
        {
            await Console.Error.WriteLineAsync($"demo: {e.Message}");
            return 1;
        }
    }

    /// <summary>Beside this program, or where the project next to this one was built with the same configuration.</summary>
    private static string FindExecutable()
    {
        var here = AppContext.BaseDirectory;
        var sibling = here.Replace("VeleroFreeze.Sandbox", "VeleroFreeze", StringComparison.Ordinal);
        return new[] { here, sibling }.Select(folder => Path.Combine(folder, Executable)).FirstOrDefault(File.Exists)
            ?? throw new DemoFailedException($"{Executable} is not built; build VeleroFreeze.sln, or name it with --executable");
    }
}
