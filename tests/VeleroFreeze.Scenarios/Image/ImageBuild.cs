using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>
/// Takes the instructions of the Dockerfile as a builder does, in their order and in a folder of its own: each command finds what was copied before it and
/// nothing else. The one word that differs is where <c>/app</c> is.
/// </summary>
/// <param name="folder">Stands for the root of the first stage.</param>
/// <param name="arguments">As <c>--build-arg</c> gives them, and the platform's.</param>
internal sealed partial class ImageBuild(string folder, IReadOnlyDictionary<string, string> arguments)
{
    /// <summary>It compiles everything, on a machine that may have other things to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Nothing that a build started goes on running after it.</summary>
    private const string Alone = "export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1\n";

    /// <summary>As a builder names it.</summary>
    public string Architecture { get; } = arguments["TARGETARCH"];

    /// <summary>What is in the image at <c>/app</c>.</summary>
    public string App => Path.Combine(folder, $"app-{Architecture}");

    /// <summary>Runs the stage that builds.</summary>
    public async Task RunAsync()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var here = folder;
        foreach (var (name, text) in Dockerfile.Stages[0].Skip(1))
        {
            switch (name)
            {
                case "WORKDIR":
                    Directory.CreateDirectory(here = folder + text);
                    break;
                case "ARG":
                    Declare(values, text);
                    break;
                case "COPY":
                    Copy(text.Split(' '), here);
                    break;
                case "RUN" when text.StartsWith("apt-get ", StringComparison.Ordinal):
                    // Installed by tests/run, which DockerfileTests compares.
                    break;
                case "RUN":
                    await RunAsync(values, text, here);
                    break;
                default:
                    throw new NotSupportedException($"the test does not know {name}");
            }
        }
    }

    /// <summary>What the last stage says under one name, with the arguments in their places: <c>ENV</c> or <c>LABEL</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings(string instruction)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in Dockerfile.Stages[^1].All("ARG"))
        {
            Declare(values, argument);
        }

        return Dockerfile.Stages[^1].All(instruction).SelectMany(text => Setting().Matches(text))
            .ToDictionary(match => match.Groups["name"].Value, match => Expand(match.Groups["value"].Value.Trim('"'), values), StringComparer.Ordinal);
    }

    private void Declare(Dictionary<string, string> values, string argument)
    {
        var parts = argument.Split('=', 2);
        values[parts[0]] = arguments.GetValueOrDefault(parts[0], parts.ElementAtOrDefault(1) ?? "");
    }

    private static void Copy(string[] words, string here)
    {
        var target = Path.Combine(here, words[^1]);
        foreach (var source in words[..^1])
        {
            BuildContext.Copy(source, source.EndsWith('/') ? target : Path.Combine(target, Path.GetFileName(source)));
        }
    }

    private async Task RunAsync(Dictionary<string, string> values, string command, string here)
    {
        var variables = string.Concat(values.Select(pair => $"export {pair.Key}='{pair.Value}'\n"));
        var run = await Shell.RunAsync(Alone + variables + Output().Replace(command, $" -o '{App}' "), here, deadline: Patience);
        run.ExitCode.ShouldBe(0, $"RUN {command}\n{run.Output}{run.Error}");
    }

    private static string Expand(string text, Dictionary<string, string> values) => Variable().Replace(text, match => values[match.Groups[1].Value]);

    [GeneratedRegex(" -o /app ")]
    private static partial Regex Output();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex("""(?<name>[\w.]+)=(?<value>"[^"]*"|\S*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();
}
