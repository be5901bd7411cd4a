using System.CommandLine;

namespace VeleroFreeze.Hosting;

/// <summary>What the commands of all roles have in common: every setting is a flag and a variable, and everything that is wrong is said at once.</summary>
internal static class RoleCommand
{
    /// <summary>What stands for the value of a setting that is on when it is named.</summary>
    public const string OnOff = "on|off";

    /// <summary>What ends the value of a setting that may be given several times.</summary>
    public const string Several = ",...";

    /// <param name="name">The command's.</param>
    /// <param name="description">Its one line.</param>
    /// <param name="settings">Flag, what stands for its value in the help, and what it means.</param>
    /// <param name="run">Given the value of each flag and standard error, runs the role and returns the exit code.</param>
    public static Command Create(string name, string description, (string Flag, string Value, string Help)[] settings, Func<Func<string, string?>, TextWriter, int> run)
    {
        var command = new Command(name, description);
        var options = settings.ToDictionary(setting => setting.Flag, Option, StringComparer.Ordinal);
        foreach (var option in options.Values)
        {
            command.Add(option);
        }

        // Not an asynchronous action: for those the library handles SIGTERM itself, and ends the process before it is drained.
        command.SetAction(arguments => run(flag => ValueOf(arguments, options[flag]), arguments.InvocationConfiguration.Error));
        return command;
    }

    /// <returns>The exit code of bad usage.</returns>
    public static int Refuse(TextWriter error, string command, IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            error.WriteLine($"velero-freeze {command}: {problem}");
        }

        return 2;
    }

    private static Option<string?> Option((string Flag, string Value, string Help) setting)
    {
        var option = new Option<string?>(setting.Flag)
        {
            HelpName = setting.Value,
            Description = setting.Help,
            Arity = setting.Value == OnOff ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        if (setting.Value.EndsWith(Several, StringComparison.Ordinal))
        {
            option.Arity = ArgumentArity.OneOrMore;
            option.CustomParser = values => string.Join(',', values.Tokens.Select(token => token.Value));
        }

        return option;
    }

    /// <summary>A switch that is named without a value is on.</summary>
    private static string? ValueOf(ParseResult arguments, Option<string?> option) =>
        arguments.GetResult(option) is { Implicit: false, Tokens.Count: 0 } ? "on" : arguments.GetValue(option);
}
