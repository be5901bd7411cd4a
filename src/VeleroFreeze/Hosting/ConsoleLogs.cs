using Microsoft.Extensions.Logging.Console;

namespace VeleroFreeze.Hosting;

internal enum LogFormat
{
    /// <summary>One line of text an entry.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>Logs on standard output, one line an entry.</summary>
internal static class ConsoleLogs
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void Configure(ILoggingBuilder logging, LogFormat format)
    {
        // The framework speaks only when something is wrong.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        // What keeps a server from starting is told to whoever started it, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Were any of its levels on, each request would get an Activity, which nobody looks at.
        logging.AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);
        // A reader that does not keep up costs lines, not the time of requests.
        logging.AddConsole(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, Timestamp.TrimEnd()));
        }
        else
        {
            logging.AddSimpleConsole(text => (text.SingleLine, text.UseUtcTimestamp, text.TimestampFormat, text.ColorBehavior) =
                (true, true, Timestamp, Console.IsOutputRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default));
        }
    }
}
