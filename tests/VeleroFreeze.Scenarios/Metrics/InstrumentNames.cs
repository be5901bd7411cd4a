using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using VeleroFreeze.Hosting.Metrics;
using VeleroFreeze.Tests.Hosting.Metrics;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>What the exporter makes of instruments: a scrape of copies that have a value each, since a gauge without one is not written.</summary>
internal static partial class InstrumentNames
{
    public static List<(string Name, string Type, string Help)> Scraped(Action create)
    {
        var found = Published(create);
        var scrape = CopiesOf(found);
        return [.. found.Select(instrument => FamilyOf(instrument.Name, scrape)).Distinct()];
    }

    private static List<Instrument> Published(Action create)
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("VeleroFreeze.", StringComparison.Ordinal))
            {
                found.Add(instrument);
            }
        };
        listener.Start();
        create();
        return [.. found.DistinctBy(instrument => instrument.Name)];
    }

    private static string CopiesOf(List<Instrument> instruments)
    {
        // Of this call only: what runs at the same time finds meters by name, in the whole process.
        var name = $"Copies-{Guid.NewGuid():N}";
        var names = new MeterNames(name, name + ".State");
        using var pipeline = new MetricsPipeline("test", names);
        var (counted, state) = names.Create();
        using var first = counted;
        using var second = state;
        foreach (var instrument in instruments)
        {
            Copy(counted, instrument, new("instrument", instrument.Name));
        }

        return MetricsPage.OfAsync(pipeline).GetAwaiter().GetResult();
    }

    private static void Copy(Meter meter, Instrument instrument, KeyValuePair<string, object?> label)
    {
        var (name, unit, help) = (instrument.Name, instrument.Unit, instrument.Description);
        switch (instrument)
        {
            case Counter<long>:
                meter.CreateCounter<long>(name, unit, help).Add(1, label);
                break;
            case Histogram<double>:
                meter.CreateHistogram<double>(name, unit, help).Record(1, label);
                break;
            case ObservableGauge<double>:
                meter.CreateGauge<double>(name, unit, help).Record(1, label);
                break;
            default:
                throw new InvalidOperationException($"{name} is a {instrument.GetType().Name}");
        }
    }

    private static (string Name, string Type, string Help) FamilyOf(string instrument, string scrape)
    {
        var before = scrape[..scrape.IndexOf($"instrument=\"{instrument}\"", StringComparison.Ordinal)];
        var type = Type().Matches(before)[^1].Groups;
        var help = Help().Matches(before)[^1].Groups;
        help["name"].Value.ShouldBe(type["name"].Value);
        return (type["name"].Value, type["text"].Value, help["text"].Value);
    }

    [GeneratedRegex("^# TYPE (?<name>[a-z_]+) (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Type();

    [GeneratedRegex("^# HELP (?<name>[a-z_]+) (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Help();
}
