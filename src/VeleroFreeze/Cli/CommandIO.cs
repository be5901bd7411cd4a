namespace VeleroFreeze.Cli;

/// <summary>A command's three streams, so that a test can hold them.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output: the answer and nothing else. Bytes, because a user's file is passed through as it is.</param>
/// <param name="Error">Standard error: reports, warnings and errors.</param>
/// <param name="IsInputRedirected">False when a person sits at standard input.</param>
internal sealed record CommandIO(Stream Input, Stream Output, TextWriter Error, bool IsInputRedirected)
{
    public static CommandIO OfProcess() =>
        new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, Console.IsInputRedirected);

    public async Task WriteAsync(string text) => await Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
}

/// <summary>Bad usage or unreadable input: one line for the user, exit code 2.</summary>
internal sealed class CommandException(string message) : Exception(message);
