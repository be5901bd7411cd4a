using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace VeleroFreeze.Cli;

/// <summary>The command line: which commands there are, and what all of them have in common.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command. What keeps it from answering ends in one line on standard error.</summary>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, CommandIO io)
    {
        var parsed = root.Parse(args);
        var command = CommandName(parsed.CommandResult);
        if (parsed.Errors.Count > 0)
        {
            await io.Error.WriteLineAsync($"{command}: {Explain(parsed)}; {command} --help shows how");
            return ExitCode.BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException e)
        {
            // It may quote a server or a file, and neither is to move the cursor.
            await io.Error.WriteLineAsync(TextLayout.Plain($"{command}: {e.Message}"));
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C or SIGTERM, which the library turns into a cancellation.
            await io.Error.WriteLineAsync($"{command}: interrupted");
            return ExitCode.CannotTell;
        }
    }

    /// <summary>Adds examples below a command's help, the first thing a newcomer looks for, and what else is worth saying there.</summary>
    public static T WithHelp<T>(this T command, string[] examples, string? notes = null)
        where T : Command
    {
        var help = command.Options.OfType<HelpOption>().SingleOrDefault();
        if (help is null)
        {
            help = new HelpOption();
            command.Options.Add(help);
        }

        help.Action = new HelpWithExamples(examples, notes);
        return command;
    }

    /// <summary>
    /// Gives a command its action on a thread of its own: the library ends a command that does not heed a signal within two seconds,
    /// and can do so only once the action has given its own thread back.
    /// </summary>
    public static void SetInterruptibleAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((parsed, cancel) => Task.Run(() => action(parsed, cancel), CancellationToken.None));

    /// <summary>The files a command works on.</summary>
    public static Argument<string[]> PathArgument()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files, directories (every .yaml, .yml and .json below them, links and hidden files aside), or - for standard input",
            Arity = ArgumentArity.ZeroOrMore,
        };
        // A mistyped option would otherwise be taken for a file.
        paths.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
            {
                result.AddError($"unknown option {option.Value}");
            }
        });
        return paths;
    }

    private static string CommandName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{CommandName(parent)} {result.Command.Name}" : "velero-freeze";

    private static string Explain(ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.Count > 0 ? $"unknown command or argument {parsed.UnmatchedTokens[0]}" : null;
        var message = unknown ?? parsed.Errors[0].Message.TrimEnd('.');
        return string.Join(' ', message.Split((char[])['\n', '\t', '\r', ' '], StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class HelpWithExamples(string[] examples, string? notes) : SynchronousCommandLineAction
    {
        private readonly HelpAction _help = new();

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            _help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            if (notes is not null)
            {
                output.WriteLine(notes + Environment.NewLine);
            }

            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
            return ExitCode.Fine;
        }
    }
}
