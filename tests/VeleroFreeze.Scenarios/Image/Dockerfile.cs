using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>An instruction, its continued lines joined.</summary>
internal sealed record Instruction(string Name, string Text);

/// <summary>The Dockerfile as its stages and their instructions.</summary>
internal static partial class Dockerfile
{
    public static IReadOnlyList<IReadOnlyList<Instruction>> Stages { get; } = Parse(File.ReadAllText(Repository.Path("Dockerfile")));

    public static IReadOnlyList<IReadOnlyList<Instruction>> Parse(string text)
    {
        var lines = text.Split('\n').Where(line => line.Trim() is not ("" or ['#', ..]));
        var stages = new List<List<Instruction>>();
        foreach (var line in Continuation().Replace(string.Join('\n', lines), " ").Split('\n'))
        {
            var parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts[0] == "FROM")
            {
                stages.Add([]);
            }

            stages[^1].Add(new Instruction(parts[0], parts[1]));
        }

        return stages;
    }

    public static IEnumerable<string> All(this IEnumerable<Instruction> stage, string name) => stage.Where(found => found.Name == name).Select(found => found.Text);

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();
}
