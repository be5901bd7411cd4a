namespace VeleroFreeze.Cli;

/// <summary>A command's three streams, so that a test can hold them.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output: the answer and nothing else. Bytes, because a user's file is passed through as it is.</param>
/// <param name="Error">Standard error: reports, warnings and errors.</param>
/// <param name="IsInputRedirected">False when a person sits at standard input.</param>
internal sealed record CommandIO(Stream Input, Stream Output, TextWriter Error, bool IsInputRedirected)
{
    /// <summary>Whether a person looks at standard output, and does not mind colours.</summary>
    public bool HasColours { get; init; }

    /// <summary>Whether a person looks at standard error: then it may show progress.</summary>
    public bool ShowsProgress { get; init; }

    public static CommandIO OfProcess() =>
        new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, Console.IsInputRedirected)
        {
            HasColours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            ShowsProgress = !Console.IsErrorRedirected,
        };

    public async Task WriteAsync(string text) => await Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
}

/// <summary>One line for the user that says what to do next.</summary>
/// <param name="message">The line.</param>
/// <param name="exitCode">Default: bad usage or unreadable input.</param>
internal sealed class CommandException(string message, int exitCode = ExitCode.BadInput) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
