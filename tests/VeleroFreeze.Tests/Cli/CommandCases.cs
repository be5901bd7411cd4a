using System.CommandLine;
using System.Text;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Inject;
using VeleroFreeze.Cli.Lint;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli;

/// <summary>
/// One folder of <c>cases/cli</c>: <c>command</c> is what the user types, <c>stdin</c> what is piped in, all other files lie where the user works.
/// <c>expected</c> holds what is printed and the exit code, <c>after/</c> the files that were changed.
/// </summary>
public sealed class CommandCases
{
    private static readonly string[] NotTheUsers = ["command", "stdin", "expected"];

    public static TheoryData<string> Cases => GoldenCases.Of("cli");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_and_writes_what_is_recorded(string name)
    {
        var folder = GoldenCases.Folder("cli", name);
        using var work = new WorkFolder(folder);
        var command = (await File.ReadAllTextAsync(Path.Combine(folder, "command"))).Trim();
        var args = command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(arg => work.Exists(arg) ? Path.Combine(work.Path, arg) : arg).ToArray();
        var stdin = Path.Combine(folder, "stdin");
        using var input = new MemoryStream(File.Exists(stdin) ? await File.ReadAllBytesAsync(stdin) : []);
        using var output = new MemoryStream();
        await using var error = new StringWriter { NewLine = "\n" };
        var io = new CommandIO(input, output, error, IsInputRedirected: File.Exists(stdin));
        var root = new RootCommand { new InjectCommand().Create(io), new LintCommand().Create(io) };

        var exitCode = await CommandLine.RunAsync(root, args, io);

        var printed = $"$ velero-freeze {command}\n{Encoding.UTF8.GetString(output.ToArray())}\n--- stderr\n{error}--- exit {exitCode}\n";
        GoldenCases.ShouldMatch(Path.Combine(folder, "expected"), work.AsSeenFromWithin(printed));
        foreach (var file in work.Files)
        {
            var after = await File.ReadAllBytesAsync(file);
            var relative = Path.GetRelativePath(work.Path, file);
            var before = await File.ReadAllBytesAsync(Path.Combine(folder, relative));
            var isChanged = !after.SequenceEqual(before);
            var recorded = Path.Combine(folder, "after", relative);
            if (isChanged)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(recorded)!);
            }

            if (isChanged || File.Exists(recorded))
            {
                GoldenCases.ShouldMatch(recorded, isChanged ? after : null);
            }
        }
    }

    /// <summary>The user's files of a case, copied to where they may be changed.</summary>
    private sealed class WorkFolder : IDisposable
    {
        public WorkFolder(string source)
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var relative = System.IO.Path.GetRelativePath(source, file);
                if (!NotTheUsers.Contains(relative) && !relative.StartsWith("after", StringComparison.Ordinal))
                {
                    var target = System.IO.Path.Combine(Path, relative);
                    Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                    File.Copy(file, target);
                }
            }
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("velero-freeze-case-").FullName;

        public IEnumerable<string> Files => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories);

        public bool Exists(string relative) => relative != "-" && System.IO.Path.Exists(System.IO.Path.Combine(Path, relative));

        /// <summary>What would be printed had the command been run in the folder, with relative paths.</summary>
        public string AsSeenFromWithin(string text) =>
            text.Replace($" a{Path}", " a", StringComparison.Ordinal)
                .Replace($" b{Path}", " b", StringComparison.Ordinal)
                .Replace(Path + "/", "", StringComparison.Ordinal);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
