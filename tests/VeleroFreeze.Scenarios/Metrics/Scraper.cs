using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>Reads <c>/metrics</c> as Prometheus does.</summary>
internal static partial class Scraper
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<string> ScrapeAsync(IPEndPoint probe)
    {
        using var reply = await Client.GetAsync(new Uri($"http://{probe}/metrics"));
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        reply.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return await reply.Content.ReadAsStringAsync();
    }

    /// <summary>The lines without the label that every series has.</summary>
    public static string[] Lines(string scrape) => ScopeLabel().Replace(scrape, "").Replace("{}", "", StringComparison.Ordinal).Split('\n');

    /// <summary>Scrapes until a line stands there.</summary>
    public static async Task<string> ScrapeUntilAsync(IPEndPoint probe, string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var text = await ScrapeAsync(probe);
            if (Lines(text).Contains(line))
            {
                return text;
            }

            patience.IsCancellationRequested.ShouldBeFalse($"no line \"{line}\" in:\n{text}");
            await Task.Delay(100);
        }
    }

    /// <summary>Scrapes until a line no longer stands there.</summary>
    public static async Task ScrapeUntilGoneAsync(IPEndPoint probe, string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        for (var text = await ScrapeAsync(probe); Lines(text).Contains(line); text = await ScrapeAsync(probe))
        {
            patience.IsCancellationRequested.ShouldBeFalse($"still \"{line}\" in:\n{text}");
            await Task.Delay(100);
        }
    }

    /// <summary>The value of a series, by its name and labels as they are written.</summary>
    public static double Value(string scrape, string series)
    {
        var line = Lines(scrape).SingleOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        line.ShouldNotBeNull($"no {series} in:\n{scrape}");
        return double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Has Prometheus' own linter look at it.</summary>
    public static async Task ShouldBeCleanAsync(string scrape)
    {
        var checkedBy = await Shell.RunAsync("promtool check metrics 2>&1", input: scrape);
        checkedBy.Output.ShouldBe("", scrape);
        checkedBy.ExitCode.ShouldBe(0);
    }

    [GeneratedRegex("""(?<={)otel_scope_name="VeleroFreeze\.[A-Za-z.]+",?""", RegexOptions.ExplicitCapture)]
    private static partial Regex ScopeLabel();
}
